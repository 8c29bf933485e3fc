#include "core/error.hpp"

#include <system_error>

#include <fmt/format.h>

namespace marque::core {

Error&& Error::caused_by(Error error) && {
  cause = std::make_shared<const Error>(std::move(error));
  return std::move(*this);
}

std::string system_error_text(int error_number) { return std::generic_category().message(error_number); }

std::string describe(const Error& error) {
  std::string text = error.message;
  if (!error.detail.empty()) text += fmt::format("\n  detail: {}", error.detail);
  if (!error.hint.empty()) text += fmt::format("\n  hint: {}", error.hint);
  if (error.cause) text += fmt::format("\n  because: {}", describe(*error.cause));
  return text;
}

}  // namespace marque::core
