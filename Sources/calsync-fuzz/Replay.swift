import Glibc

/// Replays files on a target: `calsync-fuzz ics finding.ics`. Exits with 1 where something is wrong.
///
/// `make fuzz` builds without it: libFuzzer brings a `main` of its own, which calls ``fuzzOne(_:_:)``.
#if !FUZZING
    @main
#endif
enum Replay {
    static func main() async {
        let words = CommandLine.arguments.dropFirst()
        guard let target = words.first.flatMap(FuzzTarget.init), words.count > 1 else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            print("usage: calsync-fuzz TARGET FILE...\nTARGET is one of \(names).")
            exit(2)
        }
        var isGood = true
        for path in words.dropFirst() {
            guard let bytes = read(path) else {
                print("\(path): can't be read")
                isGood = false
                continue
            }
            let flaw = await target.flaw(in: bytes)
            print("\(path): \(flaw ?? "all holds")")
            isGood = isGood && flaw == nil
        }
        exit(isGood ? 0 : 1)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return ferror(file) == 0 ? bytes : nil }
            bytes += piece.prefix(count)
        }
    }
}
