namespace SessionPersistence.Testing;

/// <summary>A pair after which something promised did not hold.</summary>
/// <param name="Pair">The operation and the action.</param>
/// <param name="Messages">What the check found.</param>
/// <param name="Description">The directory right before and right after the action, and at the end.</param>
public sealed record OutsideViolation(OutsidePair Pair, IReadOnlyList<string> Messages, string Description)
{
    /// <inheritdoc />
    public override string ToString() =>
        string.Join(Environment.NewLine, [Pair.ToString(), .. Messages, Description]);
}
