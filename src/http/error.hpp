// http/error.hpp: the failures of this room ("http.…") and the default way to tell a client about them.
#pragma once

#include "core/error.hpp"
#include "http/message.hpp"

namespace marque::http {

/// The status for an error of this room; 500 for codes of other rooms.
int status_of(const Error& error);

/// `{"code":…,"message":…,"detail":…,"hint":…}` with the status of the code; empty parts are left out.
/// Protocols that have error bodies of their own build them from the Error instead.
Response error_response(const Error& error);
Response error_response(int status, const Error& error);

}  // namespace marque::http
