// http/headers.hpp: the header fields of a message: order kept, names compared without case, repeats allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marque::http {

/// ASCII comparison without case, as header names need it.
bool equal_without_case(std::string_view left, std::string_view right);

/// One header field as it stands in the message.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// All header fields of one message in one text buffer: filling it costs two allocations, refilling none.
/// Views that it gives out hold until the next change. Nothing is checked here: the parser checks what comes
/// in, the response writer what goes out.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers);

  /// Adds one more field, whether or not the name is there already.
  void add(std::string_view name, std::string_view value);
  /// Makes this the only field of that name.
  void set(std::string_view name, std::string_view value);
  /// Takes away every field of that name; true if there was one.
  bool remove(std::string_view name);
  void clear();

  /// The first value of that name.
  std::optional<std::string_view> get(std::string_view name) const;
  /// The first value of that name, or `fallback`.
  std::string_view get_or(std::string_view name, std::string_view fallback) const;
  bool contains(std::string_view name) const { return find(name, 0) < fields_.size(); }
  /// Every value of that name, in order.
  std::vector<std::string_view> get_all(std::string_view name) const;
  /// Every value of that name joined by ", " (RFC 9110 §5.3), as list headers such as Prefer are read.
  std::string combined(std::string_view name) const;

  std::size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  Header operator[](std::size_t index) const;

  /// Walks the fields in order: `for (const Header header : headers)`.
  class Iterator {
   public:
    Iterator(const Headers* headers, std::size_t index) : headers_(headers), index_(index) {}
    Header operator*() const { return (*headers_)[index_]; }
    Iterator& operator++() { return ++index_, *this; }
    bool operator==(const Iterator&) const = default;

   private:
    const Headers* headers_;
    std::size_t index_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, fields_.size()}; }

 private:
  struct Field {
    std::uint32_t name_at, name_size, value_at, value_size;
  };
  std::size_t find(std::string_view name, std::size_t from) const;

  std::string text_;
  std::vector<Field> fields_;
};

}  // namespace marque::http
