using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>A step of the build: removes from a documentation file what is neither public nor protected.</summary>
/// <remarks>The assembly is read from memory, so that no file stays open in the process of the build.</remarks>
public class KeepPublicDocumentation : Task
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public string Assembly { get; set; }

    public string Document { get; set; }

    public ITaskItem[] References { get; set; }

    public override bool Execute()
    {
        var paths = References.GroupBy(item => item.GetMetadata("Filename"))
            .ToDictionary(group => group.Key, group => group.First().ItemSpec);
        var loaded = new Dictionary<string, Assembly>();
        ResolveEventHandler resolve = (sender, wanted) =>
        {
            var name = new AssemblyName(wanted.Name).Name;
            if (!loaded.ContainsKey(name) && paths.ContainsKey(name)) loaded[name] = Load(paths[name]);
            return loaded.ContainsKey(name) ? loaded[name] : null;
        };
        AppDomain.CurrentDomain.AssemblyResolve += resolve;
        try
        {
            var ids = new HashSet<string>(Load(Assembly).GetTypes().Where(IsVisible).SelectMany(IdsOf));
            var document = XDocument.Load(Document, LoadOptions.PreserveWhitespace);
            foreach (var member in document.Descendants("member").ToList())
            {
                if (ids.Contains((string)member.Attribute("name"))) continue;

                (member.PreviousNode as XText)?.Remove();
                member.Remove();
            }

            document.Save(Document, SaveOptions.DisableFormatting);
            return true;
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= resolve;
        }
    }

    private static Assembly Load(string path) => System.Reflection.Assembly.Load(File.ReadAllBytes(path));

    private static bool IsVisible(Type type) =>
        type.IsPublic
        || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType));

    private static bool IsVisible(MethodBase method) =>
        method != null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static IEnumerable<string> IdsOf(Type type)
    {
        var owner = NameOf(type);
        yield return "T:" + owner;
        foreach (var field in type.GetFields(Declared))
        {
            if (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)
                yield return "F:" + owner + "." + field.Name;
        }

        foreach (var happening in type.GetEvents(Declared))
        {
            if (IsVisible(happening.AddMethod)) yield return "E:" + owner + "." + happening.Name;
        }

        foreach (var property in type.GetProperties(Declared))
        {
            if (IsVisible(property.GetMethod) || IsVisible(property.SetMethod))
                yield return "P:" + owner + "." + property.Name + ListOf(property.GetIndexParameters());
        }

        foreach (var method in type.GetMethods(Declared).Where(IsVisible))
        {
            var arity = method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";
            var result = method.Name is "op_Implicit" or "op_Explicit" ? "~" + NameIn(method.ReturnType) : "";
            yield return "M:" + owner + "." + method.Name + arity + ListOf(method.GetParameters()) + result;
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return "M:" + owner + ".#ctor" + ListOf(constructor.GetParameters());
    }

    private static string NameOf(Type type) => type.FullName.Replace('+', '.');

    private static string ListOf(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : "(" + string.Join(",", parameters.Select(p => NameIn(p.ParameterType))) + ")";

    private static string NameIn(Type type)
    {
        if (type.IsByRef) return NameIn(type.GetElementType()) + "@";
        if (type.IsPointer) return NameIn(type.GetElementType()) + "*";
        if (type.IsArray) return NameIn(type.GetElementType()) + "[]";
        if (type.IsGenericParameter)
            return (type.DeclaringMethod == null ? "`" : "``") + type.GenericParameterPosition;
        if (!type.IsGenericType) return NameOf(type);

        var definition = NameOf(type.GetGenericTypeDefinition());
        var arguments = type.GetGenericArguments().Select(NameIn);
        return definition.Substring(0, definition.IndexOf('`')) + "{" + string.Join(",", arguments) + "}";
    }
}
