// The C ABI over libsentencepiece. A function that can fail returns 0, or not 0 and then rs_last_error has the words.
// A model may be asked from several threads at once.
#pragma once

#include <stdint.h>

#define RS_API extern "C" __attribute__((visibility("default")))

typedef void* rs_model;

typedef struct rs_piece {
  int32_t id;
  int32_t begin;  // bytes of the text that the piece stands for
  int32_t end;
} rs_piece;

typedef struct rs_facts {
  int32_t pieces;   // size of the vocabulary
  int32_t unknown;  // an id of -1: the model has no such piece
  int32_t begin;
  int32_t end;
  int32_t padding;
} rs_facts;

// The words for this thread's last failure.
RS_API const char* rs_last_error();

// A model from the bytes of its file.
RS_API int32_t rs_open(const char* bytes, int64_t length, rs_model* model);
RS_API void rs_close(rs_model model);
RS_API void rs_describe(rs_model model, rs_facts* facts);

// UTF-8 in; pieces and text come in memory that rs_free takes back.
RS_API int32_t rs_encode(rs_model model, const char* text, int32_t length, rs_piece** pieces, int32_t* count);
RS_API int32_t rs_decode(rs_model model, const int32_t* ids, int32_t count, char** text, int32_t* length);
RS_API int32_t rs_piece_text(rs_model model, int32_t id, char** text, int32_t* length);
RS_API void rs_free(void* memory);
