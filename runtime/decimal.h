// Floats as decimal text, exactly. A decimal is a row of digits that can be multiplied and divided by powers of two
// without loss, so both directions are what one does on paper: no tables, no big integers, correct in every digit.
#pragma once
#include "runtime/value.h"

// 0.d1 d2 … dn * 10^point. Longer than 800 digits no double and no border between two doubles can be; `cut` tells that
// digits other than zero were left out behind.
enum { SEQ_DIGITS = 800 };

struct seq_decimal {
  int count, point;
  seq_bool cut;
  uint8_t digits[SEQ_DIGITS];
};

static void seq_decimal_trim(struct seq_decimal *d) {
  while (d->count > 0 && d->digits[d->count - 1] == 0) d->count--;
  if (d->count == 0) d->point = 0;
}

static void seq_decimal_set(struct seq_decimal *d, uint64_t number) {
  uint8_t reversed[20];
  int length = 0;
  for (; number > 0; number /= 10) reversed[length++] = (uint8_t)(number % 10);
  d->count = d->point = length;
  d->cut = 0;
  for (int i = 0; i < length; i++) d->digits[i] = reversed[length - 1 - i];
  seq_decimal_trim(d);
}

// Divides by 2^bits, bits <= 58: long division from the left.
static void seq_decimal_halve(struct seq_decimal *d, int bits) {
  uint64_t rest = 0, mask = (1ull << bits) - 1;
  int count = d->count, from = 0, to = 0;
  for (; rest >> bits == 0; from++) {
    if (from >= count && rest == 0) return;
    rest = rest * 10 + (from < count ? d->digits[from] : 0);
  }
  d->point -= from - 1;
  for (; from < count; from++) {
    uint8_t digit = (uint8_t)(rest >> bits);
    rest = (rest & mask) * 10 + d->digits[from];
    d->digits[to++] = digit;
  }
  for (; rest > 0; rest = (rest & mask) * 10) {
    uint8_t digit = (uint8_t)(rest >> bits);
    if (to < SEQ_DIGITS) d->digits[to++] = digit;
    else d->cut |= digit > 0;
  }
  d->count = to;
  seq_decimal_trim(d);
}

// Multiplies by 2^bits, bits <= 58: from the right, with the new digits in front.
static void seq_decimal_double(struct seq_decimal *d, int bits) {
  uint64_t carry = 0;
  for (int i = d->count; i-- > 0; carry /= 10) {
    carry += (uint64_t)d->digits[i] << bits;
    d->digits[i] = (uint8_t)(carry % 10);
  }
  uint8_t front[20];
  int more = 0;
  for (; carry > 0; carry /= 10) front[more++] = (uint8_t)(carry % 10);
  int kept = d->count + more < SEQ_DIGITS ? d->count : SEQ_DIGITS - more;
  for (int i = kept; i < d->count; i++) d->cut |= d->digits[i] != 0;
  for (int i = kept; i-- > 0;) d->digits[i + more] = d->digits[i];
  for (int i = 0; i < more; i++) d->digits[i] = front[more - 1 - i];
  d->count = kept + more;
  d->point += more;
  seq_decimal_trim(d);
}

// Multiplies by 2^exponent.
static void seq_decimal_scale(struct seq_decimal *d, int exponent) {
  for (; exponent > 58; exponent -= 58) seq_decimal_double(d, 58);
  for (; exponent < -58; exponent += 58) seq_decimal_halve(d, 58);
  if (exponent > 0) seq_decimal_double(d, exponent);
  if (exponent < 0) seq_decimal_halve(d, -exponent);
}

// True if the first `keep` digits must be rounded up: to nearest, ties to even.
static seq_bool seq_decimal_rounds_up(struct seq_decimal const *d, int keep) {
  if (keep < 0 || keep >= d->count) return 0;
  if (d->digits[keep] != 5 || keep + 1 < d->count || d->cut) return d->digits[keep] >= 5;
  return keep > 0 && d->digits[keep - 1] % 2 == 1;
}

// Cuts to `keep` digits and adds one in the last place if `up`.
static void seq_decimal_round(struct seq_decimal *d, int keep, seq_bool up) {
  if (keep > d->count) keep = d->count;
  while (up && keep > 0 && d->digits[keep - 1] == 9) keep--;
  if (up && keep == 0) {
    d->digits[0] = 0;
    keep = 1;
    d->point++;
  }
  if (up) d->digits[keep - 1]++;
  d->count = keep;
  seq_decimal_trim(d);
}

// The first `keep` digits.
static void seq_decimal_prefix(struct seq_decimal *to, struct seq_decimal const *from, int keep) {
  to->count = keep < from->count ? keep : from->count;
  to->point = from->point;
  to->cut = 0;
  for (int i = 0; i < to->count; i++) to->digits[i] = from->digits[i];
}

// -1, 0 or 1; both are greater than zero.
static int seq_decimal_compare(struct seq_decimal const *a, struct seq_decimal const *b) {
  if (a->point != b->point) return a->point < b->point ? -1 : 1;
  for (int i = 0; i < a->count && i < b->count; i++)
    if (a->digits[i] != b->digits[i]) return a->digits[i] < b->digits[i] ? -1 : 1;
  return (a->count > b->count) - (a->count < b->count);
}

// How many digits both begin with, in the same places.
static int seq_decimal_common(struct seq_decimal const *a, struct seq_decimal const *b) {
  int count = 0;
  while (a->point == b->point && count < a->count && count < b->count && a->digits[count] == b->digits[count]) count++;
  return count;
}

// Cuts `d` to the fewest digits that lie between the borders, which count if `inclusive`; the nearest to `d` of these.
// There are none with fewer digits than the borders have in common.
static void seq_decimal_shorten(struct seq_decimal *d, struct seq_decimal const *low, struct seq_decimal const *high,
                                int inclusive) {
  int common = seq_decimal_common(low, high);
  for (int keep = common > 1 ? common : 1; keep < d->count; keep++) {
    struct seq_decimal down, up;
    seq_decimal_prefix(&down, d, keep);
    seq_decimal_prefix(&up, d, keep);
    seq_decimal_trim(&down);
    seq_decimal_round(&up, keep, 1);
    seq_bool down_fits = seq_decimal_compare(&down, low) + inclusive > 0;
    seq_bool up_fits = seq_decimal_compare(&up, high) - inclusive < 0;
    if (!down_fits && !up_fits) continue;
    seq_decimal_round(d, keep, up_fits && (!down_fits || seq_decimal_rounds_up(d, keep)));
    return;
  }
}

// The shortest digits that read back as mantissa * 2^exponent, for a double greater than zero.
static void seq_decimal_from_double(struct seq_decimal *d, uint64_t mantissa, int exponent) {
  struct seq_decimal low, high;
  int border = mantissa == 1ull << 52 && exponent > -1074 ? 2 : 1;  // the gap below a power of two is half as wide
  seq_decimal_set(d, mantissa);
  seq_decimal_scale(d, exponent);
  seq_decimal_set(&low, (mantissa << border) - 1);
  seq_decimal_scale(&low, exponent - border);
  seq_decimal_set(&high, (mantissa << 1) + 1);
  seq_decimal_scale(&high, exponent - 1);
  seq_decimal_shorten(d, &low, &high, mantissa % 2 == 0);
}

// Digits and exponent of 17 digits at most: 0.d1 d2 … dn * 10^point.
struct seq_digits {
  int count, point;
  char digits[24];
};

// The same for doubles that are short decimals, up to 15 digits, which one division by a power of ten proves.
static seq_bool seq_digits_short(struct seq_digits *result, seq_float number) {
  seq_float power = 1;
  for (int places = 0; places <= 15; places++, power *= 10) {
    seq_float scaled = number * power;
    if (scaled >= 1e15) return 0;
    uint64_t whole = (uint64_t)(scaled + 0.5);
    if (whole == 0 || (seq_float)whole / power != number) continue;
    int length = 0;
    for (uint64_t rest = whole; rest > 0; rest /= 10) length++;
    result->point = length - places;
    for (int i = length; i-- > 0; whole /= 10) result->digits[i] = (char)('0' + whole % 10);
    while (result->digits[length - 1] == '0') length--;
    result->count = length;
    return 1;
  }
  return 0;
}

// The digits of a finite double, of its magnitude; zero is `0` with point 1.
static struct seq_digits seq_float_digits(seq_float number) {
  struct seq_digits result = {1, 1, "0"};
  uint64_t bits;
  __builtin_memcpy(&bits, &number, 8);
  bits = bits << 1 >> 1;
  if (bits == 0 || seq_digits_short(&result, number < 0 ? -number : number)) return result;
  struct seq_decimal decimal;
  int exponent = (int)(bits >> 52);
  uint64_t fraction = bits & ((1ull << 52) - 1);
  if (exponent == 0) seq_decimal_from_double(&decimal, fraction, -1074);
  else seq_decimal_from_double(&decimal, fraction | 1ull << 52, exponent - 1075);
  result.count = decimal.count;
  result.point = decimal.point;
  for (int i = 0; i < decimal.count; i++) result.digits[i] = (char)('0' + decimal.digits[i]);
  return result;
}

enum { SEQ_FLOAT_TEXT = 352 };

// Writes a float as text, never with an exponent: at most SEQ_FLOAT_TEXT bytes. Gives their number.
static int seq_float_write(char *out, seq_float number) {
  int length = 0;
  uint64_t bits;
  __builtin_memcpy(&bits, &number, 8);
  if (number != number) {
    __builtin_memcpy(out, "NaN", 3);
    return 3;
  }
  if (bits >> 63) out[length++] = '-';
  if (bits << 1 == 0x7ffull << 53) {
    __builtin_memcpy(out + length, "inf", 3);
    return length + 3;
  }
  struct seq_digits digits = seq_float_digits(number);
  if (digits.point <= 0) out[length++] = '0';
  if (digits.point <= 0) out[length++] = '.';
  for (int i = digits.point; i < 0; i++) out[length++] = '0';
  for (int i = 0; i < digits.count; i++) {
    if (i > 0 && i == digits.point) out[length++] = '.';
    out[length++] = digits.digits[i];
  }
  for (int i = digits.count; i < digits.point; i++) out[length++] = '0';
  return length;
}

// The double nearest to a decimal, ties to even; infinite beyond the largest. Uses the decimal up.
static seq_float seq_decimal_to_double(struct seq_decimal *d) {
  uint64_t bits = 0, mantissa = 0;
  int exponent = 0;
  if (d->count > 0 && d->point > 310) bits = 0x7ffull << 52;
  if (d->count > 0 && d->point <= 310 && d->point > -330) {
    // To a number from 1/2 to 1, times 2^exponent.
    while (d->point > 0) {
      int step = d->point > 18 ? 58 : d->point > 1 ? d->point * 3 : 1;
      seq_decimal_halve(d, step);
      exponent += step;
    }
    while (d->point < 0 || d->digits[0] < 5) {
      int step = d->point < -18 ? 58 : d->point < 0 ? -d->point * 3 : 1;
      seq_decimal_double(d, step);
      exponent -= step;
    }
    if (exponent < -1021) seq_decimal_scale(d, exponent + 1021);
    if (exponent < -1021) exponent = -1021;
    seq_decimal_double(d, 53);
    seq_decimal_round(d, d->point < 0 ? 0 : d->point, seq_decimal_rounds_up(d, d->point));
    for (int i = 0; i < d->point; i++) mantissa = mantissa * 10 + (i < d->count ? d->digits[i] : 0);
    // A mantissa below 2^52 is a subnormal number; one of 2^53 carries into the exponent by itself.
    bits = mantissa < 1ull << 52 ? mantissa : mantissa + ((uint64_t)(exponent + 1021) << 52);
    if (bits > 0x7ffull << 52) bits = 0x7ffull << 52;
  }
  seq_float result;
  __builtin_memcpy(&result, &bits, 8);
  return result;
}

// Reads `digits [. digits] [e digits]`, all of it; false if the text is something else.
static seq_bool seq_decimal_read(struct seq_decimal *d, char const *at, char const *end) {
  int64_t point = 0, exponent = 0;
  seq_bool any = 0, fraction = 0, negative = 0;
  d->count = 0;
  d->cut = 0;
  for (; at < end && ((*at >= '0' && *at <= '9') || (*at == '.' && !fraction)); at++) {
    if (*at == '.') { fraction = 1; continue; }
    any = 1;
    if (!fraction && (d->count > 0 || *at != '0')) point++;
    if (fraction && d->count == 0 && *at == '0') point--;
    if (d->count == 0 && *at == '0') continue;
    if (d->count < SEQ_DIGITS) d->digits[d->count++] = (uint8_t)(*at - '0');
    else if (*at != '0') d->cut = 1;
  }
  if (!any) return 0;
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '+' || *at == '-')) negative = *at++ == '-';
    if (at == end) return 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
      if (exponent < 1000000000) exponent = exponent * 10 + (*at - '0');
  }
  if (at != end) return 0;
  point += negative ? -exponent : exponent;
  d->point = point > 100000 ? 100000 : point < -100000 ? -100000 : (int)point;
  seq_decimal_trim(d);
  return 1;
}

// The double that a decimal of up to 15 digits and a small exponent stands for, by one exact operation. False if not
// so.
static seq_bool seq_decimal_is_easy(struct seq_decimal const *d, seq_float *result) {
  int places = d->count - d->point;
  if (d->cut || d->count > 15 || places > 22 || places < -22) return 0;
  seq_float whole = 0, power = 1;
  for (int i = 0; i < d->count; i++) whole = whole * 10 + d->digits[i];
  for (int i = places < 0 ? -places : places; i > 0; i--) power *= 10;
  *result = places < 0 ? whole * power : whole / power;
  return 1;
}

// `text` is that word, letters in any case; `word` in lower case.
static seq_bool seq_text_is(char const *text, char const *end, char const *word) {
  for (; text < end && *word; text++, word++)
    if ((*text | 32) != *word) return 0;
  return text == end && !*word;
}

// Reads a float, all of the text; false if it is none.
static seq_bool seq_float_read(char const *text, size_t length, seq_float *result) {
  char const *end = text + length;
  seq_bool negative = length > 0 && *text == '-';
  if (length > 0 && (*text == '+' || *text == '-')) text++;
  struct seq_decimal decimal;
  if (seq_text_is(text, end, "inf") || seq_text_is(text, end, "infinity")) *result = __builtin_inf();
  else if (seq_text_is(text, end, "nan")) *result = __builtin_nan("");
  else if (!seq_decimal_read(&decimal, text, end)) return 0;
  else if (!seq_decimal_is_easy(&decimal, result)) *result = seq_decimal_to_double(&decimal);
  if (negative) *result = -*result;
  return 1;
}
