using SessionPersistence;

await using var store = new FileSessionStore(new() { Directory = "sessions" });
var report = await store.OpenAsync();   // recovers what the last run left; every other call awaits it
Console.WriteLine($"Opened: {report}");

var session = await store.CreateAsync(new() { Title = "Kyoto" });
await using var turn = await store.BeginTurnAsync(session.Id, [SessionMessage.User("Find a ryokan")]);
turn.ReportText("Let me look");      // the turn is durable: run the model; this text is kept if it never answers
await turn.AppendAsync([SessionMessage.Parse(
    """{"role":"assistant","content":"Let me look","tool_calls":[{"id":"call-1","function":{"name":"search","arguments":"{}"}}]}""")]);
await turn.CompleteAsync([SessionMessage.Tool("call-1", "Tawaraya"), SessionMessage.Assistant("Stay at Tawaraya.")]);

var saved = await store.LoadAsync(session.Id);
foreach (var message in saved!.Messages)
    Console.WriteLine($"{message.Role,-9} {message.Text} {string.Join(' ', message.ToolCalls)}");
