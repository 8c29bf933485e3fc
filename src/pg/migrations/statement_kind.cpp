#include "pg/migrations/statement_kind.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "pg/migrations/sql_lexer.hpp"

namespace marque::pg::migrations {
namespace {

constexpr std::string_view kNoTransaction = "-- marque: no transaction";

// The statement's tokens with words folded to lower case, read front to back.
class Words {
 public:
  explicit Words(const std::vector<Token>& tokens) : tokens_(tokens) {
    for (const Token& token : tokens) {
      words_.push_back(token.kind == TokenKind::word ? lower_case(token.text) : std::string(token.text));
    }
  }

  const std::string& operator[](std::size_t index) const {
    static const std::string none;
    return index < words_.size() ? words_[index] : none;
  }
  bool starts_with(std::initializer_list<std::string_view> expected) const {
    return expected.size() <= words_.size() && std::equal(expected.begin(), expected.end(), words_.begin());
  }
  bool contains(std::string_view word) const { return std::ranges::find(words_, word) != words_.end(); }
  bool follows(std::string_view first, std::string_view second) const {
    const auto found = std::ranges::find(words_, first);
    return found != words_.end() && std::ranges::find(found, words_.end(), second) != words_.end();
  }
  std::size_t size() const { return words_.size(); }

  // a or a.b or "A".b at `index`, as it is spelled.
  std::string name_at(std::size_t index) const {
    std::string name;
    for (; index < tokens_.size(); ++index) {
      const Token& token = tokens_[index];
      const bool is_name = token.kind == TokenKind::word || token.kind == TokenKind::quoted_identifier;
      if (!is_name) break;
      name += words_[index];
      if (index + 1 >= tokens_.size() || !tokens_[index + 1].is_symbol('.')) break;
      name += '.';
      ++index;
    }
    return name;
  }

 private:
  const std::vector<Token>& tokens_;
  std::vector<std::string> words_;
};

StatementKind outside(std::string what, std::string target = {}) {
  return {TransactionUse::outside, std::move(what), std::move(target)};
}

std::size_t after_if_exists(const Words& words, std::size_t index) {
  if (words[index] != "if") return index;
  return index + (words[index + 1] == "not" ? 3 : 2);
}

bool is_control(const Words& words) {
  const std::string& first = words[0];
  if (first == "begin" || first == "commit" || first == "end" || first == "abort") return true;
  if (first == "start" || first == "prepare") return words[1] == "transaction";
  return first == "rollback" && !words.contains("to");
}

StatementKind create_kind(const Words& words) {
  std::size_t at = words[1] == "unique" ? 2 : 1;
  if (words[at] == "index" && words[at + 1] == "concurrently") {
    at = after_if_exists(words, at + 2);
    return outside("create index concurrently", words[at] == "on" ? "" : words.name_at(at));
  }
  if (words[1] == "database") return outside("create database", words.name_at(2));
  if (words[1] == "tablespace") return outside("create tablespace", words.name_at(2));
  if (words[1] == "subscription") return outside("create subscription", words.name_at(2));
  return {};
}

StatementKind drop_kind(const Words& words) {
  if (words[1] == "index" && words[2] == "concurrently")
    return outside("drop index concurrently", words.name_at(after_if_exists(words, 3)));
  for (const std::string_view what : {"database", "tablespace", "subscription"}) {
    if (words[1] == what) return outside("drop " + words[1], words.name_at(after_if_exists(words, 2)));
  }
  return {};
}

StatementKind alter_kind(const Words& words) {
  if (words[1] == "system") return outside("alter system");
  if (words[1] == "database" && words.follows("set", "tablespace"))
    return outside("alter database set tablespace");
  if (words[1] == "subscription" && words.contains("publication")) return outside("alter subscription");
  if (words[1] == "table" && words.follows("detach", "concurrently"))
    return outside("alter table detach partition concurrently");
  return {};
}

StatementKind reindex_kind(const Words& words) {
  if (words.contains("concurrently")) return outside("reindex concurrently");
  if (words.contains("database") || words.contains("system") || words.contains("schema"))
    return outside("reindex");
  return {};
}

}  // namespace

StatementKind statement_kind(std::string_view statement) {
  const auto tokens = read_tokens(statement);
  if (!tokens || tokens->empty()) return {};
  const Words words(*tokens);
  if (is_control(words)) return {TransactionUse::control, words[0], {}};
  if (words[0] == "create") return create_kind(words);
  if (words[0] == "drop") return drop_kind(words);
  if (words[0] == "alter") return alter_kind(words);
  if (words[0] == "reindex") return reindex_kind(words);
  if (words[0] == "vacuum") return outside("vacuum");
  if (words[0] == "cluster" && words.size() == 1) return outside("cluster");
  if (words[0] == "discard" && words[1] == "all") return outside("discard all");
  return {};
}

bool asks_for_no_transaction(std::span<const std::string> statements) {
  return !statements.empty() && lower_case(statements[0]).starts_with(kNoTransaction);
}

Result<FileMode> file_mode(std::span<const std::string> statements, std::span<const std::size_t> lines) {
  FileMode mode =
      asks_for_no_transaction(statements) ? FileMode::statement_by_statement : FileMode::one_transaction;
  for (std::size_t index = 0; index < statements.size(); ++index) {
    const StatementKind kind = statement_kind(statements[index]);
    if (kind.use == TransactionUse::control)
      return fail(Error("migration.transaction_control",
                        fmt::format("line {}: `{}` cannot stand in a migration", lines[index], kind.what))
                      .with_hint("remove it: every file runs in a transaction of its own already"));
    if (kind.use != TransactionUse::outside) continue;
    if (kind.is("create index concurrently") && kind.target.empty())
      return fail(Error("migration.unnamed_index",
                        fmt::format("line {}: an index built concurrently needs a name", lines[index]))
                      .with_hint("name it, so that an interrupted build can be found and repeated"));
    mode = FileMode::statement_by_statement;
  }
  return mode;
}

}  // namespace marque::pg::migrations
