// core/error.hpp: what can go wrong in normal life, as a value. Exceptions are for broken invariants only.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace marque::core {

/// One failure, worded for the person who can do something about it.
struct Error {
  std::string code;     ///< stable and machine readable, "room.what": "configuration.unknown_key"
  std::string message;  ///< what was wrong and where, one sentence
  std::string detail;   ///< further facts, for example the server's own words; may be empty
  std::string hint;     ///< what to do now; may be empty
  std::shared_ptr<const Error> cause;

  Error(std::string_view error_code, std::string text) : code(error_code), message(std::move(text)) {}

  Error&& with_detail(std::string text) && { return detail = std::move(text), std::move(*this); }
  Error&& with_hint(std::string text) && { return hint = std::move(text), std::move(*this); }
  Error&& caused_by(Error error) &&;
};

template <class Value>
using Result = std::expected<Value, Error>;

/// The failing half of a Result: `return fail("pg.unreachable", "…")`.
inline std::unexpected<Error> fail(std::string_view code, std::string message) {
  return std::unexpected<Error>(Error(code, std::move(message)));
}
inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

/// The text for the last failed system call, without the thread-unsafe strerror.
std::string system_error_text(int error_number);

/// Message, detail, hint and the chain of causes, as several lines for a terminal.
std::string describe(const Error& error);

}  // namespace marque::core

namespace marque {
using core::Error;
using core::fail;
using core::Result;
}  // namespace marque
