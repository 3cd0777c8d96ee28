#include "CCurl.h"

CURLcode starsend_curl_set_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}

CURLcode starsend_curl_set_size(CURL *curl, CURLoption option, int64_t value) {
  return curl_easy_setopt(curl, option, (curl_off_t)value);
}

CURLcode starsend_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}

CURLcode starsend_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}

CURLcode starsend_curl_set_callback(CURL *curl, CURLoption option, starsend_curl_callback value) {
  return curl_easy_setopt(curl, option, value);
}

long starsend_curl_long(CURL *curl, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(curl, info, &value) == CURLE_OK ? value : 0;
}

int64_t starsend_curl_size(CURL *curl, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(curl, info, &value) == CURLE_OK ? value : 0;
}

const size_t starsend_curl_error_size = CURL_ERROR_SIZE;
const size_t starsend_curl_read_abort = CURL_READFUNC_ABORT;

CURLcode starsend_curl_begin(void) { return curl_global_init(CURL_GLOBAL_ALL); }

int starsend_curl_ended(CURLM *multi, CURLcode *result) {
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return 1;
  }
  return 0;
}
