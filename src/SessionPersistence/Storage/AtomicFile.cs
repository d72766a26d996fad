namespace SessionPersistence.Storage;

/// <summary>Writes one file so that a crash at any point leaves the old one or the new one, whole.</summary>
/// <remarks>
/// <para>Every failure is a <see cref="SessionWriteException"/>. Up to the rename it says
/// <see cref="WriteOutcome.NotDone"/>; from the rename on, network file systems and un-flushed names leave only
/// <see cref="WriteOutcome.Unknown"/>.</para>
/// <para>A last check runs right before the rename, when all that takes long is done. If it says no, or throws, nothing
/// has happened.</para>
/// </remarks>
internal static class AtomicFile
{
    /// <inheritdoc cref="Replace{TContent}"/>
    public static bool Replace(
        DurableFileSystem disk,
        string directory,
        string name,
        ReadOnlySpan<byte> content,
        Func<bool>? lastCheck = null,
        DirectoryFlush directoryFlush = DirectoryFlush.Now) =>
            Replace(disk, directory, name, new WholeContent(content), lastCheck, directoryFlush);

    /// <summary>Replaces a file, or makes it.</summary>
    /// <returns><see langword="false"/> when the last check said no.</returns>
    public static bool Replace<TContent>(
        DurableFileSystem disk,
        string directory,
        string name,
        scoped TContent content,
        Func<bool>? lastCheck = null,
        DirectoryFlush directoryFlush = DirectoryFlush.Now)
        where TContent : IFileContent, allows ref struct
    {
        const string Operation = "Replacing";
        var path = Path.Join(directory, name);

        // Order is the contract: bytes reach the device before the name does.
        var staging = Stage(disk, directory, name, content, Operation);
        if (!MayProceed(staging, () => IsNoLink(disk, path) && (lastCheck?.Invoke() ?? true), Operation, path))
            return false;

        try
        {
            disk.ReplaceFile(staging.Path, path);
            if (directoryFlush == DirectoryFlush.Now) disk.FlushDirectory(directory);
            return true;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            staging.Discard();
            throw DiskFault.Unknown(Operation, path, exception);
        }
    }

    /// <summary>Makes a file that must not exist: of all who try, one wins.</summary>
    /// <returns><see langword="false"/> when the name is taken, or the last check said no.</returns>
    public static bool TryPublish(
        DurableFileSystem disk,
        string directory,
        string name,
        ReadOnlySpan<byte> content,
        Func<bool>? lastCheck = null,
        DirectoryFlush directoryFlush = DirectoryFlush.Now)
    {
        const string Operation = "Publishing";
        var path = Path.Join(directory, name);
        var staging = Stage(disk, directory, name, new WholeContent(content), Operation);
        if (!MayProceed(staging, lastCheck, Operation, path)) return false;

        try
        {
            if (!disk.TryPublishFile(staging.Path, path))
            {
                staging.Discard();
                return false;
            }

            if (directoryFlush == DirectoryFlush.Now) disk.FlushDirectory(directory);
            return true;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            staging.Discard();
            throw DiskFault.Unknown(Operation, path, exception);
        }
    }

    /// <summary>Replaces a file that readers must see whole, but that need not survive the loss of power.</summary>
    /// <exception cref="IOException">The device refused.</exception>
    public static void ReplaceUnflushed(
        DurableFileSystem disk, string directory, string name, ReadOnlySpan<byte> content)
    {
        var staging = StagingFile.WriteUnflushed(disk, directory, name, content);
        try
        {
            disk.ReplaceFile(staging.Path, Path.Join(directory, name));
        }
        catch
        {
            staging.Discard();
            throw;
        }
    }

    /// <summary>Keeps the bytes of a file under a second, unused name, durably; the file itself stays where it
    /// is.</summary>
    public static void Quarantine(
        DurableFileSystem disk, string directory, string name, string quarantineDirectory, string quarantineName)
    {
        const string Operation = "Setting aside";
        var (source, kept) = (Path.Join(directory, name), Path.Join(quarantineDirectory, quarantineName));
        try
        {
            if (!TryKeepByLink(disk, source, kept)) KeepByCopy(disk, source, quarantineDirectory, quarantineName);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.NotDone(Operation, source, exception);
        }

        try
        {
            disk.FlushDirectory(quarantineDirectory);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.Unknown(Operation, source, exception);
        }
    }

    /// <summary>Gives a file the name of another, which is gone then; durable when it returns.</summary>
    public static void Move(DurableFileSystem disk, string directory, string name, string newName)
    {
        var path = Path.Join(directory, newName);
        try
        {
            disk.ReplaceFile(Path.Join(directory, name), path);
            disk.FlushDirectory(directory);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.Unknown("Replacing", path, exception);
        }
    }

    /// <summary>Removes a file; durable when it returns.</summary>
    public static void Delete(DurableFileSystem disk, string directory, string name)
    {
        var path = Path.Join(directory, name);
        try
        {
            disk.DeleteFile(path);
            disk.FlushDirectory(directory);
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.Unknown("Removing", path, exception);
        }
    }

    private static StagingFile Stage<TContent>(
        DurableFileSystem disk, string directory, string name, scoped TContent content, string operation)
        where TContent : IFileContent, allows ref struct
    {
        try
        {
            // A file whose flush failed is never flushed again; a new one may lie on better blocks, or find space.
            return StagingFile.TryWrite(disk, directory, name, content, out _)
                ?? StagingFile.TryWrite(disk, directory, name, content, out var refusal)
                ?? throw refusal!;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.NotDone(operation, Path.Join(directory, name), exception);
        }
    }

    // Who put a link there wants the file where it leads to: neither is taken away.
    private static bool IsNoLink(DurableFileSystem disk, string path) =>
        disk.FindEntry(path) is { Kind: FileSystemEntryKind.Other } ? throw LinkedFile.Refusal(path) : true;

    private static bool MayProceed(StagingFile staging, Func<bool>? lastCheck, string operation, string path)
    {
        var mayProceed = false;
        try
        {
            mayProceed = lastCheck?.Invoke() ?? true;
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            throw DiskFault.NotDone(operation, path, exception);
        }
        finally
        {
            if (!mayProceed) staging.Discard();
        }

        return mayProceed;
    }

    private static bool TryKeepByLink(DurableFileSystem disk, string source, string kept)
    {
        try
        {
            // Someone else may have written it and flushed nothing; the second name must not outlive the bytes.
            using var file = disk.OpenFile(source);
            file.Flush();
        }
        catch (Exception exception) when (DiskFault.Is(exception))
        {
            // It cannot be flushed, as on Windows when it is open for reading: what can still be read is copied.
            return false;
        }

        return disk.TryLinkFile(source, kept);
    }

    private static void KeepByCopy(
        DurableFileSystem disk, string source, string quarantineDirectory, string quarantineName)
    {
        if (!TryPublish(disk, quarantineDirectory, quarantineName, FileContent.Read(disk, source),
            directoryFlush: DirectoryFlush.ByCaller))
        {
            throw new IOException($"The name '{Path.Join(quarantineDirectory, quarantineName)}' is taken.");
        }
    }
}
