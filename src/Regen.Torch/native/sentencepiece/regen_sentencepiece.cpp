#include "regen_sentencepiece.h"

#include <sentencepiece_processor.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using sentencepiece::SentencePieceProcessor;

thread_local std::string last_error;

template <class Body>
int32_t guard(Body&& body) noexcept {  // nothing may cross the C ABI
  try {
    std::forward<Body>(body)();
    return 0;
  } catch (const std::exception& error) {
    try {
      last_error = error.what();
    } catch (...) {
      last_error.clear();
    }
    return 1;
  } catch (...) {
    last_error.clear();
    return 1;
  }
}

void require(const sentencepiece::util::Status& status) {
  if (!status.ok()) {
    throw std::runtime_error(status.ToString());
  }
}

SentencePieceProcessor& processor(rs_model model) { return *static_cast<SentencePieceProcessor*>(model); }

// At least one element, so that null stays the sign of a failure.
template <class Element>
Element* allocate(size_t count) {
  auto* memory = static_cast<Element*>(std::malloc(sizeof(Element) * (count == 0 ? 1 : count)));
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

void give(const std::string& from, char** text, int32_t* length) {
  *text = allocate<char>(from.size());
  std::memcpy(*text, from.data(), from.size());
  *length = static_cast<int32_t>(from.size());
}

}  // namespace

RS_API const char* rs_last_error() { return last_error.c_str(); }

RS_API int32_t rs_open(const char* bytes, int64_t length, rs_model* model) {
  return guard([&] {
    auto opened = std::make_unique<SentencePieceProcessor>();
    require(opened->LoadFromSerializedProto(absl::string_view(bytes, static_cast<size_t>(length))));
    *model = opened.release();
  });
}

RS_API void rs_close(rs_model model) { delete static_cast<SentencePieceProcessor*>(model); }

RS_API void rs_describe(rs_model model, rs_facts* facts) {
  const auto& asked = processor(model);
  *facts = {asked.GetPieceSize(), asked.unk_id(), asked.bos_id(), asked.eos_id(), asked.pad_id()};
}

RS_API int32_t rs_encode(rs_model model, const char* text, int32_t length, rs_piece** pieces, int32_t* count) {
  return guard([&] {
    const auto encoded =
        processor(model).EncodeAsImmutableProto(absl::string_view(text, static_cast<size_t>(length)));
    const auto size = encoded.pieces_size();
    *pieces = allocate<rs_piece>(size);
    *count = static_cast<int32_t>(size);
    for (size_t i = 0; i < size; ++i) {
      const auto piece = encoded.pieces(static_cast<int>(i));
      (*pieces)[i] = {static_cast<int32_t>(piece.id()), static_cast<int32_t>(piece.begin()),
                      static_cast<int32_t>(piece.end())};
    }
  });
}

RS_API int32_t rs_decode(rs_model model, const int32_t* ids, int32_t count, char** text, int32_t* length) {
  return guard([&] {
    std::string decoded;
    require(processor(model).Decode(std::vector<int>(ids, ids + count), &decoded));
    give(decoded, text, length);
  });
}

RS_API int32_t rs_piece_text(rs_model model, int32_t id, char** text, int32_t* length) {
  return guard([&] { give(processor(model).IdToPiece(id), text, length); });
}

RS_API void rs_free(void* memory) { std::free(memory); }
