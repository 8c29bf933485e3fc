#include "pg/statement_cache.hpp"

#include <algorithm>

namespace marque::pg {

const std::string* StatementCache::find(std::string_view role, std::string_view sql) {
  scratch_key_.assign(role).append(1, '\0').append(sql);
  const auto found = by_key_.find(scratch_key_);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->name;
}

StatementCache::Added StatementCache::add(std::string_view role, std::string_view sql) {
  Added added{"marque_" + std::to_string(next_number_++), std::nullopt};
  if (entries_.size() >= limit_) {
    added.evicted = entries_.back().name;
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key_of(role, sql), added.name});
  by_key_.emplace(entries_.front().key, entries_.begin());
  return added;
}

bool StatementCache::forget(std::string_view name) {
  const auto found = std::ranges::find(entries_, name, &Entry::name);
  if (found == entries_.end()) return false;
  by_key_.erase(found->key);
  entries_.erase(found);
  return true;
}

std::string StatementCache::key_of(std::string_view role, std::string_view sql) {
  std::string key(role);
  return key.append(1, '\0').append(sql);
}

}  // namespace marque::pg
