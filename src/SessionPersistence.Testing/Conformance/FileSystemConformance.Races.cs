using System.Globalization;
using System.Text;

namespace SessionPersistence.Testing;

public static partial class FileSystemConformance
{
    private const int Racers = 4;
    private const int Rounds = 25;

    private static IEnumerable<FileSystemConformanceCase> Races() =>
    [
        Race("Of all who publish a name one wins, and the file is that one's, whole", PublishingHasOneWinner),
        Race("Of all who create a name one wins", CreatingHasOneWinner),
        Race("Of all who lock a file one has it at a time", LockingHasOneHolder),
        Race("Readers beside a writer see its writes in order", ReadersRunBesideAWriter),
        Race("Readers see the old or the new file while it is replaced", ReadersRunBesideReplacements),
    ];

    private static async Task PublishingHasOneWinner(ConformanceFolder folder)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var target = Numbered("target", round);
            var won = await RaceAsync(racer =>
            {
                var own = Numbered("staging", racer);
                folder.Write(own, Whole(racer));
                return folder.Disk.TryPublishFile(folder.PathOf(own), folder.PathOf(target));
            }).ConfigureAwait(false);

            FileSystemExpect.Same(1, won.Count(winner => winner), "The number of winners");
            FileSystemExpect.SameBytes(Whole(Array.IndexOf(won, true)), folder.ReadBytes(target), "the winner's file");
            for (var racer = 0; racer < Racers; racer++)
            {
                FileSystemExpect.Same(
                    !won[racer], folder.Has(Numbered("staging", racer)), "Whether a racer kept its file");
                folder.Disk.DeleteFile(folder.PathOf(Numbered("staging", racer)));
            }
        }
    }

    private static async Task CreatingHasOneWinner(ConformanceFolder folder)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var path = folder.PathOf(Numbered("file", round));
            var won = await RaceAsync(_ => FileSystemExpect.IsAllowed(() => folder.Disk.CreateFile(path).Dispose()))
                .ConfigureAwait(false);

            FileSystemExpect.Same(1, won.Count(winner => winner), "The number of winners");
        }
    }

    private static async Task LockingHasOneHolder(ConformanceFolder folder)
    {
        var holders = 0;
        var meetings = 0;
        await RaceAsync(_ =>
        {
            for (var round = 0; round < 4 * Rounds; round++)
            {
                using var held = folder.Disk.TryLock(folder.PathOf("lock"));
                if (held is null)
                    continue;
                if (Interlocked.Increment(ref holders) > 1)
                    Interlocked.Increment(ref meetings);
                Thread.Yield();
                Interlocked.Decrement(ref holders);
            }

            return true;
        }).ConfigureAwait(false);

        FileSystemExpect.Same(0, meetings, "How often two had the lock");
        using var last = folder.Disk.TryLock(folder.PathOf("lock"));
        FileSystemExpect.That(last is not null, "The lock is not free after all let go.");
    }

    private static async Task ReadersRunBesideAWriter(ConformanceFolder folder)
    {
        const int Lines = 400;
        var finished = 0;
        using var writer = folder.Disk.CreateFile(folder.PathOf("a"));
        await RaceAsync(racer =>
        {
            if (racer == 0)
                return FinishAfter(ref finished, Lines, line => writer.Write(Line(line), line * 8L));

            using var reader = folder.Disk.OpenFile(folder.PathOf("a"));
            for (var seen = 0; seen < Lines;)
            {
                var isLast = Volatile.Read(ref finished) == 1;
                seen = CountLines(ConformanceFolder.ReadAll(reader), seen);
                FileSystemExpect.That(
                    !isLast || seen == Lines, "A reader does not see what was written before it read.");
            }

            return true;
        }).ConfigureAwait(false);
    }

    /// <summary>Returns how many lines there are: all whole and in order, and none that was there before is
    /// missing.</summary>
    private static int CountLines(byte[] content, int before)
    {
        var lines = content.Length / 8;
        for (var line = 0; line < lines; line++)
            FileSystemExpect.SameBytes(Line(line), content.AsSpan(line * 8, 8), "a line beside the writer");
        FileSystemExpect.That(lines >= before, "A line that a reader saw went away.");
        return lines;
    }

    private static async Task ReadersRunBesideReplacements(ConformanceFolder folder)
    {
        folder.Write("a", Whole(0));
        var finished = 0;
        await RaceAsync(racer =>
        {
            if (racer == 0)
                return FinishAfter(ref finished, Rounds, round => ReplacePatiently(folder, Whole(round % 10)));

            while (Volatile.Read(ref finished) == 0)
            {
                var content = folder.ReadBytes("a");
                FileSystemExpect.That(content.Length > 0, "A file was empty while it was replaced.");
                FileSystemExpect.SameBytes(Whole(content[0] - '0'), content, "the file while it was replaced");
            }

            return true;
        }).ConfigureAwait(false);
    }

    private static void ReplacePatiently(ConformanceFolder folder, byte[] content)
    {
        folder.Write("staging", content);

        // A platform that keeps open files in their place refuses for as long as somebody reads.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (FileSystemExpect.IsAllowed(() => folder.Disk.ReplaceFile(folder.PathOf("staging"), folder.PathOf("a"))))
                return;
            Thread.Yield();
        }

        folder.Disk.DeleteFile(folder.PathOf("staging"));
    }

    /// <summary>Runs the racers at once, as nearly as can be.</summary>
    private static async Task<bool[]> RaceAsync(Func<int, bool> racer)
    {
        using var start = new Barrier(Racers);
        var running = Enumerable.Range(0, Racers).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return racer(number);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        return await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Does something many times, and tells the others when it ends, also by an error.</summary>
    private static bool FinishAfter(ref int finished, int times, Action<int> work)
    {
        try
        {
            for (var n = 0; n < times; n++)
                work(n);
            return true;
        }
        finally
        {
            Volatile.Write(ref finished, 1);
        }
    }

    private static string Numbered(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");

    private static byte[] Line(int number) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number:d7}\n"));

    /// <summary>A file of one digit over and over, so that a mix of two shows.</summary>
    private static byte[] Whole(int digit)
    {
        var bytes = new byte[5_000];
        bytes.AsSpan().Fill((byte)('0' + digit));
        return bytes;
    }
}
