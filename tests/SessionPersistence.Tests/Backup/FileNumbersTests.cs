using SessionPersistence.Backup;

namespace SessionPersistence.Tests.Backup;

public sealed class FileNumbersTests
{
    private static readonly SessionId Id = SessionId.Parse("s1");

    [Fact]
    public void Take_CountsUpPerSession()
    {
        var numbers = new FileNumbers();
        numbers.Add(Id, 4);
        numbers.Add(Id, 2);

        Assert.Equal(5, numbers.Take(Id));
        Assert.Equal(1, numbers.Take(SessionId.Parse("s2")));
        Assert.Equal([2, 4, 5], numbers.Of(Id));
    }

    [Fact]
    public void Remove_LeavesTheOthers()
    {
        var numbers = new FileNumbers();
        numbers.Add(Id, 1);
        numbers.Add(Id, 1);
        numbers.Add(Id, 3);

        numbers.Remove(Id, 1);
        numbers.Remove(Id, 7);

        Assert.Equal([3], numbers.Of(Id));
    }

    [Fact]
    public void Take_HighestNumberIsTaken_IsTheFirstFreeOne()
    {
        var numbers = new FileNumbers();
        numbers.Add(Id, int.MaxValue);
        numbers.Add(Id, 2);

        Assert.Equal((1, 3), (numbers.Take(Id), numbers.Take(Id)));
    }
}
