;; UTF-8 to UTF-16 and back, with PEP 383's escapes; what `utf8-machine.ts` starts and `utf8-simd.ts` calls.
;;
;; The caller writes its input at `input`, 32 KiB at most, calls, and finds the output at address 0. Nothing
;; else is kept between calls. Both functions read up to 64 bytes past the end of the input, which they first
;; fill with zeros: a zero is ASCII, so no loop needs a tail, and it completes no sequence, so a truncated one
;; is bad like any other. What was "converted" past the end is subtracted from the result. Writes may likewise
;; run up to 64 bytes past the output.
;;
;; Memory: 0x00000 output (64 KiB), 0x10100 input (32 KiB), 0x19000 compressors (4 KiB).
;;
;; Assemble with `node scripts/assemble-wasm.mjs`.
(module
  (memory (export "memory") 2)
  (global $input (export "input") i32 (i32.const 0x10100))
  (global $compressors i32 (i32.const 0x19000))
  (start $fillCompressors)

  ;; For each of the 256 choices among eight lanes, the swizzle that moves the chosen lanes to the front.
  (func $fillCompressors
    (local $choice i32) (local $lanes i32) (local $to i32) (local $lane i32)
    (loop $nextChoice
      (local.set $lanes (local.get $choice))
      (local.set $to (i32.add (global.get $compressors) (i32.shl (local.get $choice) (i32.const 4))))
      (block $none
        (loop $nextLane
          (br_if $none (i32.eqz (local.get $lanes)))
          (local.set $lane (i32.ctz (local.get $lanes)))
          ;; its two bytes are numbers 2n and 2n + 1
          (i32.store16 (local.get $to) (i32.add (i32.mul (local.get $lane) (i32.const 0x202)) (i32.const 0x100)))
          (local.set $to (i32.add (local.get $to) (i32.const 2)))
          (local.set $lanes (i32.and (local.get $lanes) (i32.sub (local.get $lanes) (i32.const 1))))
          (br $nextLane)))
      (local.set $choice (i32.add (local.get $choice) (i32.const 1)))
      (br_if $nextChoice (i32.lt_u (local.get $choice) (i32.const 256)))))

  ;; Fills the 64 bytes at $end with zeros.
  (func $close (param $end i32)
    (v128.store (local.get $end) (v128.const i64x2 0 0))
    (v128.store offset=16 (local.get $end) (v128.const i64x2 0 0))
    (v128.store offset=32 (local.get $end) (v128.const i64x2 0 0))
    (v128.store offset=48 (local.get $end) (v128.const i64x2 0 0)))

  ;; Spreads the $length bytes at 0 to 16 bits each, in place, last block first.
  (func $widen (param $length i32)
    (local $v v128)
    (if (i32.eqz (local.get $length)) (then (return)))
    (local.set $length (i32.and (i32.sub (local.get $length) (i32.const 1)) (i32.const -16)))
    (loop $block
      (local.set $v (v128.load (local.get $length)))
      (v128.store (i32.shl (local.get $length) (i32.const 1)) (i16x8.extend_low_i8x16_u (local.get $v)))
      (v128.store offset=16 (i32.shl (local.get $length) (i32.const 1)) (i16x8.extend_high_i8x16_u (local.get $v)))
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (br_if $block (i32.ge_s (local.get $length) (i32.const 0)))))

  ;; Decodes $length bytes of UTF-8. Returns the number of code units times 2, plus 1 when they are UTF-16,
  ;; plus 0 when all are Latin-1 and take one byte each. A bad byte becomes U+DC00 + byte, or, when $strict,
  ;; ends the work: then the result is the complement of its offset.
  (func (export "decode") (param $length i32) (param $strict i32) (result i32)
    (local $i i32) (local $end i32) (local $o i32) (local $byte i32) (local $pair i32) (local $size i32)
    (local $start i32) (local $lanes i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $two v128) (local $three v128)
    (local $v v128) (local $low v128) (local $high v128) (local $error v128)
    (local $x3F v128) (local $xBF v128) (local $xDF v128) (local $x7FF v128) (local $x80 v128) (local $x780 v128)
    (local $xF800 v128) (local $xD800 v128) (local $bBF v128) (local $bC0 v128) (local $bDF v128) (local $bEF v128)
    (local.set $i (global.get $input))
    (local.set $end (i32.add (local.get $i) (local.get $length)))
    (call $close (local.get $end))

    ;; While everything is Latin-1: ASCII 64 bytes at a time, U+0080 to U+00FF one by one.
    (block $beyondLatin1
      (loop $ascii
        (if (i32.ge_u (local.get $i) (local.get $end)) (then
          (return (i32.shl (i32.sub (local.get $o) (i32.sub (local.get $i) (local.get $end))) (i32.const 1)))))
        (v128.store (local.get $o) (local.tee $a (v128.load (local.get $i))))
        (v128.store offset=16 (local.get $o) (local.tee $b (v128.load offset=16 (local.get $i))))
        (v128.store offset=32 (local.get $o) (local.tee $c (v128.load offset=32 (local.get $i))))
        (v128.store offset=48 (local.get $o) (local.tee $d (v128.load offset=48 (local.get $i))))
        (if (i32.eqz (i8x16.bitmask (v128.or (v128.or (local.get $a) (local.get $b)) (v128.or (local.get $c) (local.get $d))))) (then
          (local.set $i (i32.add (local.get $i) (i32.const 64)))
          (local.set $o (i32.add (local.get $o) (i32.const 64)))
          (br $ascii)))
        (local.set $size (i32.wrap_i64 (i64.ctz (i64.or
          (i64.extend_i32_u (i32.or
            (i8x16.bitmask (local.get $a))
            (i32.shl (i8x16.bitmask (local.get $b)) (i32.const 16))))
          (i64.shl
            (i64.extend_i32_u (i32.or
              (i8x16.bitmask (local.get $c))
              (i32.shl (i8x16.bitmask (local.get $d)) (i32.const 16))))
            (i64.const 32))))))
        (local.set $i (i32.add (local.get $i) (local.get $size)))
        (local.set $o (i32.add (local.get $o) (local.get $size)))
        (loop $latin1
          (local.set $pair (i32.load16_u (local.get $i)))
          ;; C2 or C3, then a continuation byte
          (br_if $beyondLatin1 (i32.ne (i32.and (local.get $pair) (i32.const 0xc0fe)) (i32.const 0x80c2)))
          (i32.store8 (local.get $o) (i32.or
            (i32.or (i32.const 0x80) (i32.shl (local.get $pair) (i32.const 6)))
            (i32.and (i32.shr_u (local.get $pair) (i32.const 8)) (i32.const 0x3f))))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (local.set $o (i32.add (local.get $o) (i32.const 1)))
          (br_if $latin1 (i32.ge_u (i32.load8_u (local.get $i)) (i32.const 0x80))))
        (br $ascii)))

    (call $widen (local.get $o))
    (local.set $o (i32.shl (local.get $o) (i32.const 1)))
    (block $first
      (loop $ascii
        (if (i32.ge_u (local.get $i) (local.get $end)) (then
          (return (i32.or
            (i32.sub (local.get $o) (i32.shl (i32.sub (local.get $i) (local.get $end)) (i32.const 1)))
            (i32.const 1)))))
        (local.set $a (v128.load (local.get $i)))
        (local.set $b (v128.load offset=16 (local.get $i)))
        (v128.store (local.get $o) (i16x8.extend_low_i8x16_u (local.get $a)))
        (v128.store offset=16 (local.get $o) (i16x8.extend_high_i8x16_u (local.get $a)))
        (v128.store offset=32 (local.get $o) (i16x8.extend_low_i8x16_u (local.get $b)))
        (v128.store offset=48 (local.get $o) (i16x8.extend_high_i8x16_u (local.get $b)))
        (local.set $pair (i32.or
          (i8x16.bitmask (local.get $a))
          (i32.shl (i8x16.bitmask (local.get $b)) (i32.const 16))))
        (if (i32.eqz (local.get $pair)) (then
          (local.set $i (i32.add (local.get $i) (i32.const 32)))
          (local.set $o (i32.add (local.get $o) (i32.const 64)))
          (br $ascii)))
        (local.set $size (i32.ctz (local.get $pair)))
        (local.set $i (i32.add (local.get $i) (local.get $size)))
        (local.set $o (i32.add (local.get $o) (i32.shl (local.get $size) (i32.const 1))))

        (loop $other
          (local.set $byte (i32.load8_u (local.get $i)))
          (block $done
            (block $bad
              (br_if $bad (i32.gt_u (i32.sub (local.get $byte) (i32.const 0xc2)) (i32.const 0x32)))

              (if (i32.ge_u (local.get $byte) (i32.const 0xf0)) (then
                ;; Up to four sequences of four bytes. Less 0x10000, a code point is ten bits for each surrogate.
                (local.set $a (v128.load (local.get $i)))
                (local.set $b (i32x4.sub
                  (v128.or
                    (v128.or
                      (i32x4.shl (v128.and (local.get $a) (i32x4.splat (i32.const 7))) (i32.const 18))
                      (v128.and (i32x4.shl (local.get $a) (i32.const 4)) (i32x4.splat (i32.const 0x3f000))))
                    (v128.or
                      (v128.and (i32x4.shr_u (local.get $a) (i32.const 10)) (i32x4.splat (i32.const 0xfc0)))
                      (v128.and (i32x4.shr_u (local.get $a) (i32.const 24)) (i32x4.splat (i32.const 0x3f)))))
                  (i32x4.splat (i32.const 0x10000))))
                (v128.store (local.get $o) (v128.or
                  (v128.or
                    (i32x4.shr_u (local.get $b) (i32.const 10))
                    (i32x4.shl (v128.and (local.get $b) (i32x4.splat (i32.const 0x3ff))) (i32.const 16)))
                  (i32x4.splat (i32.const 0xdc00d800))))
                (local.set $lanes (i32x4.bitmask (v128.and
                  (i32x4.eq (v128.and (local.get $a) (i32x4.splat (i32.const 0xc0c0c0f8))) (i32x4.splat (i32.const 0x808080f0)))
                  (i32x4.lt_u (local.get $b) (i32x4.splat (i32.const 0x100000))))))
                ;; By itself, so that the processor may guess the next address instead of waiting for it.
                (if (i32.eq (local.get $lanes) (i32.const 15)) (then
                  (local.set $i (i32.add (local.get $i) (i32.const 16)))
                  (local.set $o (i32.add (local.get $o) (i32.const 16)))
                  (br $done)))
                (local.set $size (i32.shl (i32.ctz (i32.xor (local.get $lanes) (i32.const -1))) (i32.const 2)))
                (br_if $bad (i32.eqz (local.get $size)))
                (local.set $i (i32.add (local.get $i) (local.get $size)))
                (local.set $o (i32.add (local.get $o) (local.get $size)))
                (br $done)))

              ;; Sixteen bytes at a time of ASCII and sequences of two and three, as long as they are well-formed. Each
              ;; byte is taken for the first of its sequence; then the lanes of continuation bytes are dropped.
              ;; (V8 builds a constant anew wherever it is written, so they are all built here.)
              (local.set $x3F (i16x8.splat (i32.const 0x3f)))
              (local.set $xBF (i16x8.splat (i32.const 0xbf)))
              (local.set $xDF (i16x8.splat (i32.const 0xdf)))
              (local.set $x7FF (i16x8.splat (i32.const 0x7ff)))
              (local.set $x80 (i16x8.splat (i32.const 0x80)))
              (local.set $x780 (i16x8.splat (i32.const 0x780)))
              (local.set $xF800 (i16x8.splat (i32.const 0xf800)))
              (local.set $xD800 (i16x8.splat (i32.const 0xd800)))
              (local.set $bBF (i8x16.splat (i32.const 0xbf)))
              (local.set $bC0 (i8x16.splat (i32.const 0xc0)))
              (local.set $bDF (i8x16.splat (i32.const 0xdf)))
              (local.set $bEF (i8x16.splat (i32.const 0xef)))
              (local.set $start (local.get $i))
              (block $stop
                (loop $mixed
                  (local.set $v (v128.load (local.get $i)))
                  (br_if $stop (i32.eqz (i8x16.bitmask (local.get $v))))
                  (local.set $lanes (i8x16.bitmask (local.tee $d (i8x16.lt_s (local.get $v) (local.get $bC0)))))
                  ;; A continuation byte stands just after a lead byte, or two after one of three bytes, and nowhere else.
                  (local.set $error (v128.or
                    (v128.xor (local.get $d) (i8x16.gt_s
                      (v128.or
                        (i8x16.sub_sat_u (v128.load (i32.sub (local.get $i) (i32.const 1))) (local.get $bBF))
                        (i8x16.sub_sat_u (v128.load (i32.sub (local.get $i) (i32.const 2))) (local.get $bDF)))
                      (v128.const i64x2 0 0)))
                    (i8x16.sub_sat_u (local.get $v) (local.get $bEF))))
                  ;; In 16 bits what is shifted out on the left was the lead byte's mark. It is an error for two bytes to
                  ;; hold less than U+0080, for three to hold less than U+0800, or a surrogate.
                  (local.set $a (i16x8.extend_low_i8x16_u (local.get $v)))
                  (local.set $two (i16x8.gt_s (local.get $a) (local.get $xBF)))
                  (local.set $three (i16x8.gt_s (local.get $a) (local.get $xDF)))
                  (local.set $b (v128.or
                    (i16x8.shl (local.get $a) (i32.const 6))
                    (v128.and (v128.load8x8_u offset=1 (local.get $i)) (local.get $x3F))))
                  (local.set $low (v128.bitselect
                    (v128.or
                      (i16x8.shl (local.get $b) (i32.const 6))
                      (v128.and (v128.load8x8_u offset=2 (local.get $i)) (local.get $x3F)))
                    (v128.bitselect (v128.and (local.get $b) (local.get $x7FF)) (local.get $a) (local.get $two))
                    (local.get $three)))
                  (local.set $error (v128.or (local.get $error) (v128.or
                    (i16x8.sub_sat_u
                      (i16x8.add (v128.and (local.get $two) (local.get $x80)) (v128.and (local.get $three) (local.get $x780)))
                      (local.get $low))
                    (i16x8.eq (v128.and (local.get $low) (local.get $xF800)) (local.get $xD800)))))
                  (local.set $a (i16x8.extend_high_i8x16_u (local.get $v)))
                  (local.set $two (i16x8.gt_s (local.get $a) (local.get $xBF)))
                  (local.set $three (i16x8.gt_s (local.get $a) (local.get $xDF)))
                  (local.set $b (v128.or
                    (i16x8.shl (local.get $a) (i32.const 6))
                    (v128.and (v128.load8x8_u offset=9 (local.get $i)) (local.get $x3F))))
                  (local.set $high (v128.bitselect
                    (v128.or
                      (i16x8.shl (local.get $b) (i32.const 6))
                      (v128.and (v128.load8x8_u offset=10 (local.get $i)) (local.get $x3F)))
                    (v128.bitselect (v128.and (local.get $b) (local.get $x7FF)) (local.get $a) (local.get $two))
                    (local.get $three)))
                  (local.set $error (v128.or (local.get $error) (v128.or
                    (i16x8.sub_sat_u
                      (i16x8.add (v128.and (local.get $two) (local.get $x80)) (v128.and (local.get $three) (local.get $x780)))
                      (local.get $high))
                    (i16x8.eq (v128.and (local.get $high) (local.get $xF800)) (local.get $xD800)))))
                  (br_if $stop (v128.any_true (local.get $error)))
                  (local.set $lanes (i32.xor (local.get $lanes) (i32.const 0xffff)))
                  (local.set $size (i32.and (local.get $lanes) (i32.const 0xff)))
                  (v128.store (local.get $o) (i8x16.swizzle (local.get $low)
                    (v128.load (i32.add (global.get $compressors) (i32.shl (local.get $size) (i32.const 4))))))
                  (v128.store
                    (i32.add (local.get $o) (i32.shl (i32.popcnt (local.get $size)) (i32.const 1)))
                    (i8x16.swizzle (local.get $high)
                      (v128.load (i32.add (global.get $compressors)
                        (i32.shl (i32.shr_u (local.get $lanes) (i32.const 8)) (i32.const 4))))))
                  (local.set $i (i32.add (local.get $i) (i32.const 16)))
                  (local.set $o (i32.add (local.get $o) (i32.shl (i32.popcnt (local.get $lanes)) (i32.const 1))))
                  (br $mixed)))
              (if (i32.ne (local.get $i) (local.get $start)) (then
                ;; The sequence that the last sixteen bytes begin and do not end is not checked yet: take it back.
                (local.set $size (select
                  (i32.const 1)
                  (i32.shl (i32.gt_u (i32.load8_u (i32.sub (local.get $i) (i32.const 2))) (i32.const 0xdf)) (i32.const 1))
                  (i32.gt_u (i32.load8_u (i32.sub (local.get $i) (i32.const 1))) (i32.const 0xbf))))
                (local.set $i (i32.sub (local.get $i) (local.get $size)))
                (local.set $o (i32.sub (local.get $o) (i32.shl (i32.ne (local.get $size) (i32.const 0)) (i32.const 1))))
                (br $done)))

              ;; One sequence of two or three bytes, with what is bad close by.
              (local.set $size (i32.load (local.get $i)))
              (if (i32.lt_u (local.get $byte) (i32.const 0xe0)) (then
                (br_if $bad (i32.ne (i32.and (local.get $size) (i32.const 0xc000)) (i32.const 0x8000)))
                (i32.store16 (local.get $o) (i32.or
                  (i32.shl (i32.and (local.get $byte) (i32.const 0x1f)) (i32.const 6))
                  (i32.and (i32.shr_u (local.get $size) (i32.const 8)) (i32.const 0x3f))))
                (local.set $i (i32.add (local.get $i) (i32.const 2)))
                (local.set $o (i32.add (local.get $o) (i32.const 2)))
                (br $done)))
              (br_if $bad (i32.ne (i32.and (local.get $size) (i32.const 0xc0c000)) (i32.const 0x808000)))
              (local.set $size (i32.or
                (i32.or
                  (i32.shl (i32.and (local.get $byte) (i32.const 0x0f)) (i32.const 12))
                  (i32.and (i32.shr_u (local.get $size) (i32.const 2)) (i32.const 0xfc0)))
                (i32.and (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 0x3f))))
              (br_if $bad (i32.lt_u (local.get $size) (i32.const 0x800)))
              (br_if $bad (i32.eq (i32.and (local.get $size) (i32.const 0xf800)) (i32.const 0xd800)))
              (i32.store16 (local.get $o) (local.get $size))
              (local.set $i (i32.add (local.get $i) (i32.const 3)))
              (local.set $o (i32.add (local.get $o) (i32.const 2)))
              (br $done))
            ;; bad
            (br_if $first (local.get $strict))
            (i32.store16 (local.get $o) (i32.or (i32.const 0xdc00) (local.get $byte)))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (local.set $o (i32.add (local.get $o) (i32.const 2))))
          ;; A lone space between two words is cheaper by hand than by the loop above.
          (loop $space
            (local.set $byte (i32.load8_u (local.get $i)))
            (br_if $other (i32.ge_u (local.get $byte) (i32.const 0x80)))
            (br_if $ascii (i32.eqz (i32.and (i32.load (local.get $i)) (i32.const 0x80808080))))
            (i32.store16 (local.get $o) (local.get $byte))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (local.set $o (i32.add (local.get $o) (i32.const 2)))
            (br $space)))))
    (i32.xor (i32.sub (local.get $i) (global.get $input)) (i32.const -1)))

  ;; Encodes $length code units of UTF-16 and returns the number of bytes. U+DC80 to U+DCFF become the bytes
  ;; they escape. Another lone surrogate, or when $strict any, ends the work: then the result is the complement
  ;; of its offset in code units.
  (func (export "encode") (param $length i32) (param $strict i32) (result i32)
    (local $i i32) (local $end i32) (local $o i32) (local $unit i32) (local $low i32) (local $size i32)
    (local $a v128) (local $b v128)
    (local.set $i (global.get $input))
    (local.set $end (i32.add (local.get $i) (i32.shl (local.get $length) (i32.const 1))))
    (call $close (local.get $end))
    (block $refused
      (loop $ascii
        (if (i32.ge_u (local.get $i) (local.get $end)) (then
          (return (i32.sub (local.get $o) (i32.shr_u (i32.sub (local.get $i) (local.get $end)) (i32.const 1))))))
        (local.set $a (v128.load (local.get $i)))
        (local.set $b (v128.load offset=16 (local.get $i)))
        (v128.store (local.get $o) (i8x16.narrow_i16x8_u (local.get $a) (local.get $b)))
        (local.set $size (i8x16.bitmask (i8x16.narrow_i16x8_s
          (i16x8.gt_u (local.get $a) (i16x8.splat (i32.const 0x7f)))
          (i16x8.gt_u (local.get $b) (i16x8.splat (i32.const 0x7f))))))
        (if (i32.eqz (local.get $size)) (then
          (local.set $i (i32.add (local.get $i) (i32.const 32)))
          (local.set $o (i32.add (local.get $o) (i32.const 16)))
          (br $ascii)))
        (local.set $size (i32.ctz (local.get $size)))
        (local.set $i (i32.add (local.get $i) (i32.shl (local.get $size) (i32.const 1))))
        (local.set $o (i32.add (local.get $o) (local.get $size)))

        (loop $other
          (local.set $unit (i32.load16_u (local.get $i)))
          (block $done
            (if (i32.lt_u (local.get $unit) (i32.const 0x800)) (then
              (i32.store16 (local.get $o) (i32.or
                (i32.or (i32.const 0x80c0) (i32.shr_u (local.get $unit) (i32.const 6)))
                (i32.shl (i32.and (local.get $unit) (i32.const 0x3f)) (i32.const 8))))
              (local.set $o (i32.add (local.get $o) (i32.const 2)))
              (br $done)))
            (if (i32.ne (i32.and (local.get $unit) (i32.const 0xf800)) (i32.const 0xd800)) (then
              (i32.store (local.get $o) (i32.or
                (i32.or (i32.const 0x8080e0) (i32.shr_u (local.get $unit) (i32.const 12)))
                (i32.or
                  (i32.shl (i32.and (local.get $unit) (i32.const 0xfc0)) (i32.const 2))
                  (i32.shl (i32.and (local.get $unit) (i32.const 0x3f)) (i32.const 16)))))
              (local.set $o (i32.add (local.get $o) (i32.const 3)))
              (br $done)))
            (local.set $low (i32.load16_u offset=2 (local.get $i)))
            (if (i32.and
                  (i32.lt_u (local.get $unit) (i32.const 0xdc00))
                  (i32.eq (i32.and (local.get $low) (i32.const 0xfc00)) (i32.const 0xdc00))) (then
              ;; the code point's upper bits; 0x40 is the 0x10000 that a pair leaves out, shifted like them
              (local.set $size (i32.add (i32.and (local.get $unit) (i32.const 0x3ff)) (i32.const 0x40)))
              (i32.store (local.get $o) (i32.or
                (i32.or
                  (i32.or (i32.const 0x808080f0) (i32.shr_u (local.get $size) (i32.const 8)))
                  (i32.shl (i32.and (local.get $size) (i32.const 0xfc)) (i32.const 6)))
                (i32.or
                  (i32.or
                    (i32.shl (i32.and (local.get $size) (i32.const 3)) (i32.const 20))
                    (i32.shl (i32.and (local.get $low) (i32.const 0x3c0)) (i32.const 10)))
                  (i32.shl (i32.and (local.get $low) (i32.const 0x3f)) (i32.const 24)))))
              (local.set $i (i32.add (local.get $i) (i32.const 2)))
              (local.set $o (i32.add (local.get $o) (i32.const 4)))
              (br $done)))
            (br_if $refused (local.get $strict))
            (br_if $refused (i32.ne (i32.and (local.get $unit) (i32.const 0xff80)) (i32.const 0xdc80)))
            (i32.store8 (local.get $o) (local.get $unit))
            (local.set $o (i32.add (local.get $o) (i32.const 1))))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (loop $space
            (local.set $unit (i32.load16_u (local.get $i)))
            (br_if $other (i32.ge_u (local.get $unit) (i32.const 0x80)))
            (br_if $ascii (i64.eqz (i64.and (i64.load (local.get $i)) (i64.const 0xff80ff80ff80ff80))))
            (i32.store8 (local.get $o) (local.get $unit))
            (local.set $i (i32.add (local.get $i) (i32.const 2)))
            (local.set $o (i32.add (local.get $o) (i32.const 1)))
            (br $space)))))
    (i32.xor (i32.shr_u (i32.sub (local.get $i) (global.get $input)) (i32.const 1)) (i32.const -1))))
