using SessionPersistence.Storage;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.Storage;

public sealed class PublishRaceTests
{
    private const int Races = 200;
    private const int Publishers = 8;

    [Fact]
    public void TryPublishFile_ManyAtOnce_HasOneWinnerAndItsContent()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new PhysicalFileSystem();

        Race((race, publisher) =>
        {
            var source = folder.PathOf($"{race}.{publisher}");
            File.WriteAllText(source, publisher.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return () => disk.TryPublishFile(source, folder.PathOf($"{race}"));
        },
        (race, winner) => Assert.Equal($"{winner}", File.ReadAllText(folder.PathOf($"{race}"))));
    }

    [Fact]
    public void CreateFile_ManyAtOnce_HasOneWinner()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new PhysicalFileSystem();

        Race((race, _) => () =>
        {
            try
            {
                disk.CreateFile(folder.PathOf($"{race}")).Dispose();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        },
        (race, _) => Assert.True(File.Exists(folder.PathOf($"{race}"))));
    }

    [Fact]
    public void TryLock_ManyAtOnce_HasOneWinner()
    {
        using var folder = TempFolder.ForCaller();
        var disk = new PhysicalFileSystem();
        var held = new IDisposable?[Publishers];

        Race((race, publisher) => () => (held[publisher] = disk.TryLock(folder.PathOf("lock"))) is not null,
            (_, winner) => held[winner]!.Dispose());
    }

    /// <summary>Runs the races; each contender is prepared alone and then acts at the same moment as all
    /// others.</summary>
    private static void Race(Func<int, int, Func<bool>> prepare, Action<int, int> check)
    {
        using var barrier = new Barrier(Publishers);
        var won = new bool[Publishers];
        var faults = new List<Exception>();
        var threads = Enumerable.Range(0, Publishers).Select(me => new Thread(() =>
        {
            for (var race = 0; race < Races; race++)
            {
                var act = prepare(race, me);
                barrier.SignalAndWait();
                won[me] = act();
                barrier.SignalAndWait();
                if (me == 0)
                {
                    if (Record.Exception(() => check(race,
                        Assert.Single(Enumerable.Range(0, Publishers), i => won[i]))) is { } fault) faults.Add(fault);
                }

                barrier.SignalAndWait();
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(faults);
    }
}
