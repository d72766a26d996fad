using System.Globalization;
using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>Prints findings for a person: what and where in a line, then the sentence that says what there is to
/// know.</summary>
internal sealed class FindingText(Screen screen)
{
    private const int Indent = 2;

    /// <summary>Prints a heading and findings below it; nothing when there are none.</summary>
    public void WriteGroup(string heading, Color colour, IReadOnlyCollection<RecoveryFinding> findings)
    {
        if (findings.Count == 0) return;

        screen.WriteHeading(heading, colour);
        foreach (var (shown, more) in FindingGroups.Of(findings))
        {
            foreach (var finding in shown) WriteFinding(finding);
            if (more is not null) WriteLines(more, Indent);
        }

        screen.Output.WriteLine();
    }

    private void WriteFinding(RecoveryFinding finding)
    {
        WriteLines(HeadOf(finding), Indent);
        WriteLines(FindingGroups.SentenceOf(finding), 2 * Indent);
    }

    private static string HeadOf(RecoveryFinding finding)
    {
        string?[] parts = [finding.Kind, Subjects.SessionOf(finding), Subjects.PlaceOf(finding), TurnOf(finding),
            CountsOf(finding)];
        return string.Join("  ", parts.OfType<string>().Where(part => part.Length > 0));
    }

    private static string? TurnOf(RecoveryFinding finding) =>
        Subjects.TurnOf(finding) is { } turn ? $"turn {turn}" : null;

    private static string? CountsOf(RecoveryFinding finding) => (finding.LiveMessages, finding.BackupMessages) switch
    {
        ({ } live, { } backup) => string.Create(
            CultureInfo.InvariantCulture, $"{Texts.Count(live, "message")}, backup {backup}"),
        ({ } live, null) => Texts.Count(live, "message"),
        (null, { } backup) => string.Create(CultureInfo.InvariantCulture, $"backup {backup}"),
        _ => null,
    };

    private void WriteLines(string text, int indent)
    {
        foreach (var line in Fit.Lines(PrintableText.Line(text), (screen.Width ?? Screen.Unbroken) - indent))
        {
            screen.Output.WriteLine($"{new string(' ', indent)}{line}");
        }
    }
}
