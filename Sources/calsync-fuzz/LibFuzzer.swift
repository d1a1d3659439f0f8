import Glibc

/// The target of this process: `CALSYNC_FUZZ`, or event files.
private let target = getenv("CALSYNC_FUZZ").flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .ics

/// What libFuzzer calls with every input it makes up. A flaw ends the process, so that the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let flaw = target.flaw(in: Array(UnsafeBufferPointer(start: bytes, count: count))) else { return 0 }
    print("\(target.rawValue): \(flaw)")
    fflush(nil)
    abort()
}
