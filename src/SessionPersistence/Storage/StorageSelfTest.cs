using System.Text;

namespace SessionPersistence.Storage;

/// <summary>Finds out, when a store is opened, whether its file system does what the protocols rely on.</summary>
/// <remarks>Runs under the lock, on scratch files whose names the sweep of staging files knows. Power loss cannot be
/// tried; the rest can.</remarks>
internal sealed class StorageSelfTest
{
    private static readonly byte[] FirstContent = Encoding.ASCII.GetBytes("first");
    private static readonly byte[] SecondContent = Encoding.ASCII.GetBytes("second");

    private readonly DurableFileSystem _disk;
    private readonly string _directory;
    private readonly string _first;
    private readonly string _second;
    private readonly string _target;
    private string _step = "creating a file";

    private StorageSelfTest(DurableFileSystem disk, string directory)
    {
        _disk = disk;
        _directory = directory;
        _first = NewScratchPath();
        _second = NewScratchPath();
        _target = NewScratchPath();
    }

    /// <summary>Tests a directory whose lock the caller holds.</summary>
    /// <exception cref="StoreUnavailableException">The file system does less than it must; the message says
    /// what.</exception>
    public static void Run(DurableFileSystem disk, string directory, string heldLockPath)
    {
        var test = new StorageSelfTest(disk, directory);
        try
        {
            test.TestLock(heldLockPath);
            test.TestFiles();
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw new StoreUnavailableException(directory, $"{test._step} failed. {exception.Message}", exception);
        }
        finally
        {
            test.RemoveScratch();
        }
    }

    private void TestLock(string heldLockPath)
    {
        _step = "locking";
        using var second = _disk.TryLock(heldLockPath);
        Demand(
            second is null, "its file system does not keep a second owner out: a locked file could be locked again.");
    }

    private void TestFiles()
    {
        Write(_first, FirstContent);
        Write(_second, SecondContent);

        _step = "publishing a file";
        Demand(_disk.TryPublishFile(_first, _target), "publishing a new name said that it was taken.");
        Demand(!_disk.TryPublishFile(_second, _target), "a name that was taken could be published again.");
        Demand(Holds(_target, FirstContent), "a published file is not what was written.");

        _step = "replacing a file";
        _disk.ReplaceFile(_second, _target);
        Demand(Holds(_target, SecondContent), "a replaced file is not what was written.");
        Demand(
            _disk.FindEntry(_first) is null && _disk.FindEntry(_second) is null, "a renamed file kept its old name.");

        _step = "flushing the directory";
        _disk.FlushDirectory(_directory);

        _step = "deleting a file";
        _disk.DeleteFile(_target);
        Demand(_disk.FindEntry(_target) is null, "a deleted file is still there.");
    }

    private void Write(string path, byte[] content)
    {
        _step = "creating a file";
        using var file = _disk.CreateFile(path);
        _step = "writing a file";
        file.Write(content, 0);
        _step = "flushing a file";
        file.Flush();
    }

    private bool Holds(string path, byte[] content)
    {
        using var file = _disk.OpenFile(path);
        var buffer = new byte[content.Length + 1];
        return buffer.AsSpan(0, file.Read(buffer, 0)).SequenceEqual(content);
    }

    private void RemoveScratch()
    {
        try
        {
            foreach (var path in new[] { _first, _second, _target }) _disk.DeleteFile(path);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            // Either the test failed already and says why, or the sweep, which follows it, meets the same error.
        }
    }

    private string NewScratchPath() => Path.Join(_directory, StagingFile.NewName("selftest"));

    private void Demand(bool condition, string otherwise)
    {
        if (!condition) throw new StoreUnavailableException(_directory, otherwise);
    }
}
