using System.Text;

namespace SessionPersistence.Hermes;

/// <summary>Puts the text of a run together: tokens follow each other, and what comes between them begins a
/// paragraph.</summary>
internal static class HermesRunAnswer
{
    public static string Of(IEnumerable<HermesRunEvent> events)
    {
        var paragraphs = new List<string>();
        var current = new StringBuilder();
        foreach (var runEvent in events)
        {
            if (runEvent.Name == "token")
            {
                current.Append(runEvent.Text);
                continue;
            }

            if (runEvent.Name is not ("interim_assistant" or "reasoning" or "tool" or "tool_complete")) continue;

            End();
            if (runEvent is { Name: "interim_assistant", WasStreamed: false }) paragraphs.Add(runEvent.Text.Trim());
        }

        End();
        return string.Join("\n\n", paragraphs.Where(paragraph => paragraph.Length > 0));

        void End()
        {
            paragraphs.Add(current.ToString().Trim());
            current.Clear();
        }
    }
}
