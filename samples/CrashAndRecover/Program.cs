using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CrashAndRecover.Child;
using CrashAndRecover.Parent;

namespace CrashAndRecover;

internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var rounds = new Option<int>("--rounds") { Description = "How often to kill.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int?>(
            "--seed") { Description = "Repeats the choices of another run; random by default." };
        var sessions = new Option<int>("--sessions") { Description = "How many sessions there are.",
            DefaultValueFactory = _ => 24 };
        var keep = new Option<bool>("--keep") { Description = "Keeps the directory and prints where it is." };
        var tiny = new Option<bool>("--tiny") { Description =
            "Makes the journal tiny, so that its files end, go and are carried from all the time." };
        var root = new RootCommand(
            "Kills a process at its work, again and again, and checks that nothing was lost or invented.")
        {
            rounds, seed, sessions, keep, tiny, ChildCommand(),
        };
        root.SetAction(parsed => RunAsync(new(
            Math.Max(1, parsed.GetValue(rounds)),
            parsed.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            Math.Max(1, parsed.GetValue(sessions)),
            parsed.GetValue(keep),
            parsed.GetValue(tiny))));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(RunOptions options)
    {
        var directory = Directory.CreateTempSubdirectory("crash-and-recover-").FullName;
        Console.WriteLine($"seed {options.Seed}{(options.Keep ? $", directory {directory}" : "")}");
        try
        {
            var progress = new ProgressLine(Console.Out, terminal: !Console.IsOutputRedirected);
            var watch = Stopwatch.StartNew();
            var totals = await new CrashRun(options, directory, progress).RunAsync();
            ResultTable.Print(totals, Console.Out);
            Console.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s");
            return totals.Violations.Count == 0 ? 0 : 1;
        }
        finally
        {
            if (!options.Keep) Directory.Delete(directory, recursive: true);
        }
    }

    private static Command ChildCommand()
    {
        var directory = new Option<string>("--directory") { Required = true };
        var seed = new Option<int>("--seed");
        var round = new Option<int>("--round");
        var sessions = new Option<int>("--sessions");
        var tiny = new Option<bool>("--tiny");
        var openOnly = new Option<bool>("--open-only");
        var command = new Command("child", "The process that is killed.") { directory, seed, round, sessions, tiny,
            openOnly };
        command.Hidden = true;
        command.SetAction(parsed => ChildProgram.RunAsync(new(
            parsed.GetRequiredValue(directory),
            parsed.GetValue(seed),
            parsed.GetValue(round),
            parsed.GetValue(sessions),
            parsed.GetValue(tiny),
            parsed.GetValue(openOnly))));
        return command;
    }
}
