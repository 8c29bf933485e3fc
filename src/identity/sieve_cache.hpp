// identity/sieve_cache.hpp: a bounded cache with SIEVE eviction (Zhang et al., NSDI 2024): a hand goes from
// the oldest entry to the newest, spares once what was used since it last came by, and drops the first that
// was not.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace marque::identity {

template <class Value>
class SieveCache {
 public:
  /// `most_entries` must not be 0.
  explicit SieveCache(std::size_t most_entries) : most_entries_(most_entries) {}
  SieveCache(const SieveCache&) = delete;
  SieveCache& operator=(const SieveCache&) = delete;

  /// Null where there is none. The value stays where it is until the next insert.
  const Value* find(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    found->second->used = true;
    return &found->second->value;
  }

  /// Puts in a key that is not there yet. True if another had to go.
  bool insert(std::string key, Value value) {
    const bool full = entries_.size() >= most_entries_;
    if (full) evict();
    entries_.push_back({std::move(key), std::move(value)});
    by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
    return full;
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    bool used = false;
  };
  using Position = typename std::list<Entry>::iterator;

  void evict() {
    while (hand_ == entries_.end() || std::exchange(hand_->used, false))
      hand_ = hand_ == entries_.end() ? entries_.begin() : std::next(hand_);
    by_key_.erase(hand_->key);
    hand_ = entries_.erase(hand_);
  }

  std::size_t most_entries_;
  std::list<Entry> entries_;  ///< the oldest first; nodes stay put, so that keys may be viewed
  std::unordered_map<std::string_view, Position> by_key_;
  Position hand_ = entries_.end();
};

}  // namespace marque::identity
