// rest/payload_formats.hpp: the formats of request bodies one by one; internal to rest/payload.hpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "query/plan.hpp"

namespace marque::rest {

/// JSON: an object, or an array of objects that have the same keys, as it came; anything else that is JSON
/// counts as an empty array. Error: PGRST102.
Result<query::Payload> read_json_payload(std::string body);

/// CSV with a header line (RFC 4180; empty lines count for nothing) as a JSON array of objects of strings. A
/// field that is NULL, quoted or not, is null. Error: PGRST102, in the words of the peer's parser.
Result<query::Payload> read_csv_payload(std::string_view body);

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// The fields of a form (application/x-www-form-urlencoded) in their order, separated by '&' or ';'. What is
/// malformed stands for itself.
FormFields read_form(std::string_view body);

/// A form as one JSON object of strings; of fields with one name the last counts.
query::Payload form_payload(const FormFields& fields);

}  // namespace marque::rest
