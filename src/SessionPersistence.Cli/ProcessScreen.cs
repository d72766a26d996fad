using System.Text;
using Spectre.Console;

namespace SessionPersistence.Cli;

/// <summary>The screen of this process: what its standard output and standard error are, and what its user wants of
/// them.</summary>
internal static class ProcessScreen
{
    private const int UsualWidth = 80;

    public static Screen Create()
    {
        PrepareLastSentence();
        var isRedirected = Console.IsOutputRedirected;
        return new(isRedirected ? Buffered() : Console.Out, Console.Error)
        {
            Width = isRedirected ? null : WidthOfTerminal(),
            Colours = !isRedirected && AllowsCommands() ? AnsiSupport.Detect : AnsiSupport.No,
            IsWatched = !Console.IsErrorRedirected && AllowsCommands(),
        };
    }

    // An answer may have a hundred thousand lines. Whoever runs the command flushes.
    private static StreamWriter Buffered() =>
        new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            bufferSize: 16 * 1024);

    // Whatever takes all files that the process may open, later: why there is no answer can be said all the same.
    private static void PrepareLastSentence()
    {
        using var error = Console.OpenStandardError();
        error.Write([]);
    }

    // A terminal may not tell, or tell nonsense.
    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is var width and > 0 ? width : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }

    /// <summary>https://no-color.org, and a terminal that says it understands nothing.</summary>
    private static bool AllowsCommands() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
}
