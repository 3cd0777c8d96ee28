#ifndef STARSEND_CCURL_H
#define STARSEND_CCURL_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

// curl_easy_setopt and curl_easy_getinfo are variadic in C, and Swift cannot call variadic functions. Each function
// below is one of them for one type of argument, and does nothing else.

/// For options that take a number or a switch (CURLOPTTYPE_LONG).
CURLcode starsend_curl_set_long(CURL *_Nonnull curl, CURLoption option, long value);

/// For sizes, which are wider than a long on some systems (CURLOPTTYPE_OFF_T).
CURLcode starsend_curl_set_size(CURL *_Nonnull curl, CURLoption option, int64_t value);

/// For texts, which libcurl copies (CURLOPTTYPE_STRINGPOINT); NULL sets the option back.
CURLcode starsend_curl_set_text(CURL *_Nonnull curl, CURLoption option, const char *_Nullable value);

/// For what libcurl keeps a pointer to: lists of headers, the context of a callback, the buffer for a message.
CURLcode starsend_curl_set_pointer(CURL *_Nonnull curl, CURLoption option, void *_Nullable value);

/// The three callbacks of a transfer have one shape: `size * count` bytes at `bytes`, and the context of that option.
typedef size_t (*starsend_curl_callback)(
    char *_Nonnull bytes, size_t size, size_t count, void *_Nullable context);

/// For CURLOPT_WRITEFUNCTION, CURLOPT_READFUNCTION and CURLOPT_HEADERFUNCTION.
CURLcode starsend_curl_set_callback(CURL *_Nonnull curl, CURLoption option, starsend_curl_callback _Nonnull value);

/// For CURLINFO_RESPONSE_CODE and the other numbers; 0 where there is none.
long starsend_curl_long(CURL *_Nonnull curl, CURLINFO info);

/// For sizes and for times in microseconds (the infos that end in _T); 0 where there is none.
int64_t starsend_curl_size(CURL *_Nonnull curl, CURLINFO info);

/// CURL_ERROR_SIZE and the results of the callbacks are macros with casts, which Swift does not import.
extern const size_t starsend_curl_error_size;
extern const size_t starsend_curl_read_abort;

/// curl_global_init for everything; 0 on success. CURL_GLOBAL_ALL is a macro that Swift does not import.
CURLcode starsend_curl_begin(void);

/// How the only transfer of `multi` ended, once it has: the union inside CURLMsg has no name that Swift can use.
/// Returns 1 and sets `result`, or 0 while the transfer goes on.
int starsend_curl_ended(CURLM *_Nonnull multi, CURLcode *_Nonnull result);

#endif
