import ArgumentParser
import Proofs

/// Tries what may go wrong in small worlds, over the real engine, and says how to replay what it finds.
@main struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calsync-prove", abstract: "Prove calsync's promises on worlds in memory.",
        subcommands: [
            Small.self, Power.self, Torn.self, Crashes.self, Syscalls.self, Worlds.self, Bugs.self, Files.self,
        ])
}
