using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;

namespace SessionPersistence.Cli;

internal static class Program
{
    public static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Run(args, Console.Out, Console.Error);
    }

    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(
            "Looks into session directories of SessionPersistence. Reads only; a directory may be open in another process.")
        {
            ListCommand.Create(),
            ShowCommand.Create(),
        };
        var parsed = root.Parse(args);
        try
        {
            var code = parsed.Invoke(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            return parsed.Action is ParseErrorAction ? ExitCodes.CouldNotRun : code;
        }
        catch (Exception e)
        {
            // The last line of defence of a program: whatever it is, a person gets a sentence and a script gets the code.
            error.WriteLine($"session-persistence: {PrintableText.Line(e.Message)}");
            return ExitCodes.CouldNotRun;
        }
    }
}
