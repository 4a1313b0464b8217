using System.Text;

namespace TaskRunner.Cli.Commands;

/// <summary><c>serve --systemd-unit</c>: the service as systemd is to run it, with the flags of this very call.</summary>
internal static class SystemdUnit
{
    public const string Flag = "--systemd-unit";

    /// <summary>Flags that name a file: a service begins in another folder than its author.</summary>
    private static readonly string[] Files = ["--store", "--cert", "--key", "--openid", "--trust"];

    /// <param name="program">File and first arguments of this program.</param>
    /// <param name="arguments">The call as it was typed, this flag included.</param>
    /// <param name="store">A store that was asked for, by flag or variable; null: a folder of the service's own.</param>
    public static string Of(IEnumerable<string> program, IReadOnlyList<string> arguments, string? store)
    {
        var call = string.Join(' ', program.Concat(Absolute(arguments).Where(a => a != Flag)).Select(Quote));
        var place = store is null ? "TASKRUNNER_STORE=%S/taskrunner/store" : Quote($"TASKRUNNER_STORE={Path.GetFullPath(store)}");
        return $"""
            [Unit]
            Description=TaskRunner
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=notify
            NotifyAccess=main
            User=taskrunner
            StateDirectory=taskrunner
            StateDirectoryMode=0700
            Environment={place}
            ExecStart={call}
            Restart=on-failure
            RestartSec=2
            TimeoutStopSec=15
            WatchdogSec=60
            # Only the server is stopped: supervisors end what was begun, and the next server adopts it.
            KillMode=process
            # Each process of a task gets a control group of its own.
            Delegate=yes

            # What the server and the packages it runs may not. A package that must become root (sudo) or change the system by itself
            # needs this part gone, and is then as strong as the user above.
            NoNewPrivileges=yes
            CapabilityBoundingSet=
            ProtectSystem=full
            ProtectClock=yes
            ProtectHostname=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            UMask=0077

            [Install]
            WantedBy=multi-user.target

            """;
    }

    private static IEnumerable<string> Absolute(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            yield return i > 0 && Files.Contains(arguments[i - 1]) ? Path.GetFullPath(arguments[i])
                : equals > 0 && Files.Contains(arguments[i][..equals]) ? arguments[i][..(equals + 1)] + Path.GetFullPath(arguments[i][(equals + 1)..])
                : arguments[i];
        }
    }

    /// <summary>As systemd reads a command line: percent and dollar mean something there, and quotes hold a word together.</summary>
    private static string Quote(string word)
    {
        var text = new StringBuilder();
        foreach (var c in word)
        {
            text.Append(c switch
            {
                '%' => "%%",
                '$' => "$$",
                '"' or '\\' => $"\\{c}",
                '\n' => "\\n",
                _ => $"{c}",
            });
        }

        return word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@%$[]".Contains(c, StringComparison.Ordinal)) ? text.ToString() : $"\"{text}\"";
    }
}
