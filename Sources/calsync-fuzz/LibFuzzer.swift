import Dispatch
import Glibc
import ICalendar

/// The target of this process: `CALSYNC_FUZZ`, or event files.
private let target = getenv("CALSYNC_FUZZ").flatMap { FuzzTarget(rawValue: String(cString: $0)) } ?? .ics

/// What libFuzzer calls with every input it makes up. A flaw ends the process, so that the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let (found, isDone) = (Locked<String?>(nil), DispatchSemaphore(value: 0))
    Task.detached {
        let flaw = await target.flaw(in: input)
        found.withLock { $0 = flaw }
        isDone.signal()
    }
    // libFuzzer's own thread, on which no task runs.
    isDone.wait()
    guard let flaw = found.withLock({ $0 }) else { return 0 }
    print("\(target.rawValue): \(flaw)")
    fflush(nil)
    abort()
}
