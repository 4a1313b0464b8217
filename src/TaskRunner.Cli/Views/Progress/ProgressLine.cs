namespace TaskRunner.Cli.Views.Progress;

/// <summary>One thing that happened, ready to be shown. <see cref="Task"/> is null for what concerns the whole run.</summary>
internal sealed record ProgressLine(DateTimeOffset At, string? Task, string Text, Tone Tone)
{
    /// <summary>Nothing more will happen to the task for now: the line stays on the screen.</summary>
    public bool IsSettled => Tone != Tone.Start;
}
