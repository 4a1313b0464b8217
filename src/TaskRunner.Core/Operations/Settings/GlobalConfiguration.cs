using TaskRunner.Diagnostics;
using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Operations.Settings;

/// <summary>What is true of every global configuration, whatever packages read of it.</summary>
internal static class GlobalConfiguration
{
    /// <exception cref="RefusedException">It is not a map, or a key would be read back as a sealed secret.</exception>
    public static MapValue Check(Value global)
    {
        if (global is not MapValue map)
        {
            throw new RefusedException(RefusalKind.Invalid, [new Diagnostic("TR6131", Severity.Error, global.Span, [])]);
        }

        var diagnostics = new DiagnosticBag();
        CheckKeys(map, diagnostics);
        diagnostics.ThrowIfErrors();
        return map;
    }

    private static void CheckKeys(Value value, DiagnosticBag diagnostics)
    {
        switch (value)
        {
            case MapValue map:
                foreach (var entry in map.Entries)
                {
                    if (entry.Key == SecretJson.Marker)
                    {
                        diagnostics.Error("TR6132", entry.KeySpan, entry.Key);
                    }

                    CheckKeys(entry.Value, diagnostics);
                }

                break;
            case ListValue list:
                foreach (var item in list.Items)
                {
                    CheckKeys(item, diagnostics);
                }

                break;
        }
    }
}
