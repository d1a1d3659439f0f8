import ArgumentParser
import SyncEngine

/// `calsync completion`: what teaches a shell to complete calsync's words.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print the completion script for bash, zsh or fish.",
        discussion: """
            `make install` puts these scripts where the shells look. By hand:

              calsync completion bash > ~/.local/share/bash-completion/completions/calsync
              calsync completion zsh > ~/.zfunc/_calsync
              calsync completion fish > ~/.config/fish/completions/calsync.fish
            """)

    @Argument(help: "bash, zsh or fish.") var shell: Shell
    @OptionGroup var options: GlobalOptions

    /// The shells that there are scripts for.
    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    func run() throws {
        let script =
            switch shell {
            case .bash: Calsync.completionScript(for: .bash)
            case .zsh: Calsync.completionScript(for: .zsh)
            case .fish: Calsync.completionScript(for: .fish)
            }
        if options.json { return try Output.standard.json(["shell": shell.rawValue, "script": script]) }
        Output.standard.print(script)
    }
}
