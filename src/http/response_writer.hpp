// http/response_writer.hpp: the head of a response as bytes; internal to the room.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace marque::http {

/// The Date header's value, made once per second.
class DateText {
 public:
  std::string_view at(std::time_t now);

 private:
  std::time_t second_ = -1;
  std::string text_;
};

/// What the connection knows about the answer.
struct HeadContext {
  Method method = Method::get;
  std::uint8_t minor_version = 1;
  bool keep_alive = true;
  std::string_view date;
  std::string_view server_name;  ///< left out if empty
  std::string_view request_id;   ///< left out if empty
};

/// How the body goes out after the head.
struct BodyPlan {
  bool send = false;  ///< HEAD, 204 and 304 have none
  bool chunked = false;
  bool keep_alive = true;  ///< false also where only the end of the connection ends the body
};

/// Appends status line, headers and the empty line to `out`. A header whose name is no token or whose value
/// holds a control character would let its author write headers (or a second response) of their own: it is
/// left out and an error is logged.
BodyPlan append_head(std::string& out, const Response& response, const HeadContext& context);

/// Appends a chunk's size line.
void append_chunk_size(std::string& out, std::size_t size);

}  // namespace marque::http
