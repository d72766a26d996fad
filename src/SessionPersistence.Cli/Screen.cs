using Spectre.Console;
using Spectre.Console.Rendering;

namespace SessionPersistence.Cli;

/// <summary>Where a command prints: its answer, and beside it what else there is to say.</summary>
internal sealed class Screen(TextWriter output, TextWriter error)
{
    /// <summary>The width of what is no terminal: lines as long as they are, whoever reads them breaks them
    /// better.</summary>
    public const int Unbroken = 1_000_000;

    private IAnsiConsole? _console;

    public TextWriter Output => output;

    public TextWriter Error => error;

    /// <summary>Gets the columns of the terminal that answers go to; <see langword="null"/> where they go
    /// elsewhere.</summary>
    public int? Width { get; init; }

    /// <summary>Gets whether answers may hold colours.</summary>
    public AnsiSupport Colours { get; init; } = AnsiSupport.No;

    /// <summary>Gets whether a person watches standard error, so that progress is worth showing.</summary>
    public bool IsWatched { get; init; }

    /// <summary>Prints something laid out for the width of the terminal, or for a larger one that it cannot do
    /// without.</summary>
    public void Write(IRenderable content, int needed = 0)
    {
        _console ??= CreateConsole();
        _console.Profile.Width = Math.Max(Width ?? Unbroken, needed);
        if (_console.Profile.Capabilities.Ansi)
        {
            _console.Write(content);
            return;
        }

        // Without the blanks that fill a layout up to its right edge.
        var text = string.Concat(content.GetSegments(_console).Select(segment => segment.Text));
        foreach (var line in text.AsSpan().TrimEnd('\n').Split('\n')) output.WriteLine(text.AsSpan(line).TrimEnd());
    }

    /// <summary>Prints a line, however long; what of it would command the terminal is made visible.</summary>
    public void WriteLine(string line = "") => output.WriteLine(PrintableText.Line(line));

    /// <summary>Prints a line that stands out, where the terminal has colours.</summary>
    public void WriteHeading(string heading, Color? colour = null) =>
        Write(new Text($"{heading}\n", new Style(colour, decoration: Decoration.Bold)));

    /// <summary>Says beside the answer what the reader has to know about it.</summary>
    public void Note(string sentence) => error.WriteLine(PrintableText.Line(sentence));

    /// <summary>Says why there is no answer.</summary>
    /// <returns>The exit code of that.</returns>
    public int Fail(string sentence)
    {
        Note($"session-persistence: {sentence}");
        return ExitCodes.CouldNotRun;
    }

    private IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = Colours,
            ColorSystem = Colours == AnsiSupport.No ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
