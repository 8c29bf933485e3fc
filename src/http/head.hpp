// http/head.hpp: the grammar of a request's head; internal to the room, used by http::Parser alone.
#pragma once

#include <string_view>

#include "core/error.hpp"
#include "http/message.hpp"

namespace marque::http {

/// Reads `block`, one whole head from the request line to the empty line, into `head`. The caller has made
/// sure that every line ends in CR LF and none is folded.
Result<void> read_head_block(std::string_view block, RequestHead& head);

/// Splits head.target into its parts (RFC 9112 §3.2) and checks it against method and Host.
Result<void> resolve_target(RequestHead& head);

}  // namespace marque::http
