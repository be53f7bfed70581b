-- removevalues.lua: deletes values, and reads them before if that is wanted.
--
-- KEYS  1 HASH of values; see values.lua
-- ARGV  see getvalues.lua; the letters are in upper case for values that need not be read
-- Returns for each the bytes, or '' if it need not be read; nothing if it was absent or its time was over
local found, latest = {}, {}
for i, old in ipairs(redis.call('HMGET', KEYS[1], unpack(ARGV, 3))) do
  local field, letter = ARGV[2 + i], string.sub(ARGV[2], i, i)
  local isA, entry = string.lower(letter) == 'a', latest[field]
  if entry == nil then
    entry = old
  end
  local bytes = cut(entry, isA, now)
  if bytes then
    local rest = without(entry, isA, now)
    latest[field] = rest or false
    if rest then
      redis.call('HSET', KEYS[1], field, rest)
    else
      redis.call('HDEL', KEYS[1], field)
    end
  end
  found[i] = bytes and (letter == string.lower(letter) and bytes or '')
end
return found
