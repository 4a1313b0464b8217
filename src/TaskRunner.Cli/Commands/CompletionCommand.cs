using System.CommandLine;

namespace TaskRunner.Cli.Commands;

/// <summary><c>taskrunner completion SHELL</c>: a small script that asks this program what may come next (its <c>[suggest]</c> directive).</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _taskrunner() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(taskrunner "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _taskrunner taskrunner
        """;

    private const string Zsh = """
        #compdef taskrunner
        _taskrunner() {
          local -a found
          found=("${(@f)$(taskrunner "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $found
          _files
        }
        compdef _taskrunner taskrunner
        """;

    private const string Fish = """
        complete -c taskrunner -a '(taskrunner "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName taskrunner -ScriptBlock {
          param($word, $line, $cursor)
          taskrunner "[suggest:$cursor]" "$line" 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create(Session session, Flags flags)
    {
        var shell = flags.Argument("SHELL", words: ["bash", "zsh", "fish", "pwsh"]);
        var command = new Command("completion") { shell };
        command.SetAction(parsed =>
        {
            session.Out.WriteLine(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => Pwsh,
            });
            return ExitCode.Ok;
        });
        return command;
    }
}
