using TaskRunner.Values;

namespace TaskRunner.Simulation.Tests.Packages;

/// <summary>Outputs as text that is the same in every repetition: a sealed secret by its place alone.</summary>
internal static class OutputText
{
    public static string Of(MapValue? outputs) => outputs is null
        ? "-"
        : string.Join('+', outputs.Entries.Select(e => e.Value is SecretValue ? $"{e.Key}:sealed" : $"{e.Key}:{e.Value}"));
}
