// marque/marque.hpp: the whole library: queries against Marque, Supabase or PostgREST in C++.
//
//     marque::Client client("https://project.supabase.co", key);
//     auto brands = client.from("brands")
//                       .select("id, name, brand_assets(file_url)")
//                       .eq("user_id", id)
//                       .order("created_at", marque::desc)
//                       .limit(20)
//                       .execute();
//     if (!brands) std::cerr << marque::to_string(brands.error()) << '\n';
#pragma once

#include "marque/async.hpp"
#include "marque/client.hpp"
#include "marque/codec.hpp"
#include "marque/column.hpp"
#include "marque/error.hpp"
#include "marque/in_process.hpp"
#include "marque/json.hpp"
#include "marque/predicate.hpp"
#include "marque/query.hpp"
#include "marque/response.hpp"
#include "marque/row.hpp"
#include "marque/transport.hpp"
#include "marque/typed.hpp"
