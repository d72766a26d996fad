using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SessionPersistence.Storage;

namespace SessionPersistence;

/// <summary>What a store, or a service of one, takes from outside: the disk, the clock, and where it tells what it
/// does. Every constructor takes one, last.</summary>
public sealed class StoreEnvironment
{
    /// <summary>Gets or sets the disk.</summary>
    /// <value>The default is <see langword="null"/>: the computer's own.</value>
    public DurableFileSystem? FileSystem { get; set; }

    /// <summary>Gets or sets the clock, and the scheduler of all background work.</summary>
    /// <value>The default is <see langword="null"/>: the system's.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Gets or sets where to log.</summary>
    /// <value>The default is <see langword="null"/>: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets what makes the meter <c>SessionPersistence</c>.</summary>
    /// <value>The default is <see langword="null"/>: the meter is made without a factory.</value>
    public IMeterFactory? MeterFactory { get; set; }

    internal DurableFileSystem Disk => FileSystem ?? new PhysicalFileSystem();

    internal TimeProvider Time => TimeProvider ?? TimeProvider.System;

    internal ILogger CreateLogger<T>() => (LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<T>();
}
