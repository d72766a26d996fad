using System.Globalization;

namespace SessionPersistence.Cli;

/// <summary>Puts findings together that say the same of many sessions, so that thousands of them are a page.</summary>
internal static class FindingGroups
{
    private const int MostToShow = 10;
    private const int ToShowOfMore = 3;

    /// <summary>Groups findings, in their order.</summary>
    /// <returns>Those to show of each group, and what to say of the rest; <see langword="null"/> when there is
    /// none.</returns>
    public static IEnumerable<(IReadOnlyList<RecoveryFinding> Shown, string? More)> Of(
        IEnumerable<RecoveryFinding> findings)
    {
        foreach (var group in findings.GroupBy(finding => (finding.Kind, Template(finding))))
        {
            var all = group.ToList();
            if (all.Count <= MostToShow) yield return (all, null);
            else yield return (all[..ToShowOfMore], string.Create(CultureInfo.InvariantCulture,
                $"and {all.Count - ToShowOfMore} more {group.Key.Kind} like these; audit --format json lists all."));
        }
    }

    /// <summary>Returns the sentence of a finding for a person.</summary>
    public static string SentenceOf(RecoveryFinding finding) => finding.Outcome?.Detail ?? finding.Detail;

    // What is said of another session differs in its id and in numbers.
    private static string Template(RecoveryFinding finding)
    {
        var sentence = SentenceOf(finding);
        if (Subjects.SessionOf(finding) is { Length: > 0 } id)
            sentence = sentence.Replace(id, "", StringComparison.Ordinal);
        return string.Concat(sentence.Where(character => !char.IsAsciiDigit(character)));
    }
}
