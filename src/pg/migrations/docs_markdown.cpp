#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "pg/migrations/docs_catalogue.hpp"

namespace marque::pg::migrations {
namespace {

// A text inside a table's cell: one line, no bars.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|')
      safe += "\\|";
    else if (c == '\n')
      safe += ' ';
    else
      safe += c;
  }
  return safe;
}

std::string code(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

// SQL over several lines, or one.
std::string code_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.empty()) lines += (lines.empty() ? "" : "<br>") + code(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Mermaid allows few characters in a type.
std::string mermaid_word(std::string_view text) {
  std::string word;
  for (const char c : text.substr(0, text.find('('))) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (plain)
      word += c;
    else if (c == ' ')
      word += '_';
    else if (c == '[')
      word += "_array";
  }
  return word;
}

std::string diagram_name(std::string_view identity) {
  return identity.starts_with("public.") ? std::string(identity.substr(7)) : mermaid_word("auth_users");
}

void append_diagram(std::string& out, const DocCatalogue& catalogue) {
  const auto tables = diagram_tables(catalogue);
  out += "```mermaid\nerDiagram\n";
  for (const DocTable* table : tables) {
    for (const DocReference& reference : table->references) {
      const auto shown = [&](const DocTable* other) { return other->identity() == reference.target; };
      if (std::ranges::none_of(tables, shown)) continue;
      out += fmt::format("  {} {}--{} {} : \"{}\"\n", diagram_name(reference.target),
                         reference.optional ? "|o" : "||", reference.to_one ? "o|" : "o{",
                         diagram_name(table->identity()), reference.columns);
    }
  }
  for (const DocTable* table : tables) {
    out += fmt::format("  {} {{\n", diagram_name(table->identity()));
    for (const DocColumn& column : table->columns)
      out += fmt::format("    {} {}{}\n", mermaid_word(column.type), mermaid_word(column.name),
                         column.in_primary_key ? (column.in_foreign_key ? " PK,FK" : " PK")
                                               : (column.in_foreign_key ? " FK" : ""));
    out += "  }\n";
  }
  out += "```\n\n";
}

void append_parts(std::string& out, std::string_view title, const std::vector<DocPart>& parts,
                  bool comments = true) {
  if (parts.empty()) return;
  out += fmt::format("| {} | definition |{}\n|---|---|{}\n", title, comments ? " why |" : "",
                     comments ? "---|" : "");
  for (const DocPart& part : parts) {
    out += fmt::format("| {} | {} |", code(part.name),
                       comments ? code_lines(part.definition) : cell(part.definition));
    if (comments) out += fmt::format(" {} |", cell(part.comment));
    out += '\n';
  }
  out += '\n';
}

void append_table(std::string& out, const DocTable& table) {
  out += fmt::format("### {}\n\n{}\n\n", table.identity(), table.comment);
  if (!table.row_security) out += "Row-level security is off.\n\n";
  out += "| column | type | null | default | meaning |\n|---|---|---|---|---|\n";
  for (const DocColumn& column : table.columns)
    out += fmt::format("| {}{} | {} | {} | {} | {} |\n", code(column.name),
                       column.in_primary_key ? " 🔑" : "", code(column.type), column.nullable ? "yes" : "",
                       code(column.default_value), cell(column.comment));
  out += '\n';
  append_parts(out, "constraint", table.constraints);
  append_parts(out, "index", table.indexes);
  append_parts(out, "trigger", table.triggers);
  append_parts(out, "policy", table.policies);
  append_parts(out, "API role", table.grants, false);
}

void append_functions(std::string& out, const DocCatalogue& catalogue, const std::string& schema) {
  bool begun = false;
  for (const DocFunction& function : catalogue.functions) {
    if (function.schema != schema) continue;
    if (!std::exchange(begun, true))
      out += fmt::format(
          "### Functions of {}\n\n| function | returns | may call | meaning |\n|---|---|---|---|\n", schema);
    out += fmt::format("| {} | {} | {} | {} |\n", code(function.signature), code(function.result),
                       cell(function.callers), cell(function.comment));
  }
  if (begun) out += '\n';
}

void append_buckets(std::string& out, const DocCatalogue& catalogue) {
  if (catalogue.buckets.empty()) return;
  out += "## Buckets\n\n| bucket | visibility | largest file | types |\n|---|---|---|---|\n";
  for (const DocBucket& bucket : catalogue.buckets)
    out += fmt::format("| {} | {} | {} | {} |\n", code(bucket.id), bucket.visibility, bucket.limit,
                       cell(bucket.types));
  out += "\nPaths in them, as the policies of `storage.objects` hold them:\n\n";
  for (const DocTable& table : catalogue.tables) {
    if (table.identity() != "storage.objects") continue;
    for (const DocPart& policy : table.policies)
      out += fmt::format("- {}: {}\n", code(policy.name), policy.comment);
  }
  out += '\n';
}

void append_roles(std::string& out, const DocCatalogue& catalogue) {
  if (catalogue.roles.empty()) return;
  out += "## Roles\n\n| role | attributes | member of | meaning |\n|---|---|---|---|\n";
  for (const DocRole& role : catalogue.roles)
    out += fmt::format("| {} | {} | {} | {} |\n", code(role.name), role.attributes, role.member_of,
                       cell(role.comment));
}

}  // namespace

std::string write_markdown(const DocCatalogue& catalogue) {
  std::string out =
      "# The schema\n\nWritten from the live catalogue by `marque migrate docs`; change the migrations, not "
      "this "
      "file.\n\n![The tables of public and how they refer to each other](schema.svg)\n\n";
  append_diagram(out, catalogue);
  for (const DocPart& schema : catalogue.schemas) {
    const auto here = [&](const auto& item) { return item.schema == schema.name; };
    if (std::ranges::none_of(catalogue.tables, here) && std::ranges::none_of(catalogue.functions, here))
      continue;
    out += fmt::format("## Schema {}\n\n", schema.name);
    if (!schema.comment.empty()) out += schema.comment + "\n\n";
    for (const DocTable& table : catalogue.tables) {
      if (here(table)) append_table(out, table);
    }
    append_functions(out, catalogue, schema.name);
  }
  append_buckets(out, catalogue);
  append_roles(out, catalogue);
  return out;
}

}  // namespace marque::pg::migrations
