using System.Runtime.CompilerServices;

namespace SessionPersistence.Tests.Support;

/// <summary>Compares a text with the one that was approved: <c>Name.verified.txt</c> beside the test.</summary>
/// <remarks>On a mismatch <c>Name.received.txt</c> is written beside it. To approve: rename the one to the other, by
/// hand.</remarks>
internal static class Approval
{
    public static void Verify(string name, string received, [CallerFilePath] string test = "")
    {
        var directory = FolderOf(test);
        var (approvedPath, receivedPath) =
            (Path.Combine(directory, $"{name}.verified.txt"), Path.Combine(directory, $"{name}.received.txt"));
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : "";
        if (approved == received)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, received);
        var changed = received.Split('\n').Except(approved.Split('\n')).Select(line => $"+ {line}")
            .Concat(approved.Split('\n').Except(received.Split('\n')).Select(line => $"- {line}"));
        Assert.Fail($"{receivedPath} differs from what was approved:\n{string.Join('\n', changed)}");
    }

    // A deterministic build maps the paths of its sources: the folder is found from the top of the repository.
    private static string FolderOf(string test) =>
        Path.Combine(Repository.Root, "tests", "SessionPersistence.Tests",
            Path.GetFileName(Path.GetDirectoryName(test.Replace('\\', '/')))!);
}
