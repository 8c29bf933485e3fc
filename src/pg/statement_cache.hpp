// pg/statement_cache.hpp: which statements one connection has prepared, and under which name.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace marque::pg {

/// Names for prepared statements, keyed by role and text, with the least recently used one leaving first.
class StatementCache {
 public:
  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  /// The name of a statement that has been sent for preparation; nothing where it has not.
  const std::string* find(std::string_view role, std::string_view sql);

  struct Added {
    std::string name;
    std::optional<std::string> evicted;  ///< a name to DEALLOCATE first
  };
  /// Gives a new name. Precondition: `find` gave nothing.
  Added add(std::string_view role, std::string_view sql);

  /// Forgets a statement whose preparation failed or whose plan the server has dropped; false if unknown.
  bool forget(std::string_view name);

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    std::string name;
  };
  static std::string key_of(std::string_view role, std::string_view sql);

  std::size_t limit_;
  std::size_t next_number_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::string scratch_key_;
};

}  // namespace marque::pg
