namespace SessionPersistence.Testing;

/// <summary>What a check has to judge: what was promised, and what outside hands did.</summary>
public sealed class OutsidePoint
{
    private readonly OutsideRun _run;
    private readonly OutsideNotes _notes;

    internal OutsidePoint(OutsidePair pair, OutsideAction action, OutsideTouch touch)
    {
        (Pair, Passes, Before, After) = (pair, action.Passes, touch.Before, touch.After);
        (_run, _notes) = (touch.Run, touch.Notes);
    }

    /// <summary>Gets the step and the action.</summary>
    public OutsidePair Pair { get; }

    /// <summary>Gets whether the action ends by itself: see <see cref="OutsideAction.Passes"/>.</summary>
    public bool Passes { get; }

    /// <summary>Gets the directory right before the action.</summary>
    public OutsidePicture Before { get; }

    /// <summary>Gets the directory right after the action.</summary>
    public OutsidePicture After { get; }

    /// <summary>Gets what may have been done, in the order of <see cref="OutsideRun.Send"/>.</summary>
    public IReadOnlyList<object> Sent => _notes.Sent;

    /// <summary>Gets what was acknowledged, in the order of <see cref="OutsideRun.Acknowledge"/>.</summary>
    public IReadOnlyList<object> Acknowledged => _notes.Acknowledged;

    /// <summary>Gets how many of <see cref="Acknowledged"/> were so before the action; it may have destroyed those, and
    /// none that came later.</summary>
    public int AcknowledgedBefore => _notes.TouchedAt!.Value.Acknowledged;

    /// <summary>Gets by how much the wall clock was set on; negative when it was set back.</summary>
    public TimeSpan Clock => _run.Clock;

    /// <summary>Ends what passes by itself, such as errors of a path. A check looks once before, and again after, with
    /// the same process and with the next one.</summary>
    public void Pass() => _run.Pass();
}
