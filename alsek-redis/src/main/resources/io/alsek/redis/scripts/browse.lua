-- browse.lua: lists living messages of one section of a queue. Changes nothing but what time has changed.
--
-- KEYS, ARGV  see queue.lua; then section (r ready, d delayed, l leased), place behind which to begin ('' = with the
--       first), most
-- Returns {1 if it is to be called again, [id, record, lease or false, end of lease or false]...}
local Q, section, from, most = GROUPS[1], take(), take(), tonumber(take())
if promote(Q) then
  return { 1, {} }
end
local found = {}
local function less(a, b)
  local p1, d1, s1 = unbin('>I4I6I6', a)
  local p2, d2, s2 = unbin('>I4I6I6', b)
  if section == 'd' or p1 == p2 then
    if d1 == d2 then
      return s1 < s2
    end
    return d1 < d2
  end
  return p1 < p2
end
local function isBehind(place_)
  return from == '' or less(from, place_)
end
if section == 'r' then
  -- The list is in order: the first entry behind the place is found by halving.
  local low, high = 0, call('LLEN', Q.w)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if isBehind(sub(call('LINDEX', Q.w, middle) .. string.rep('\0', 16), 1, 16)) then
      high = middle
    else
      low = middle + 1
    end
  end
  local got = 0
  while got < most do
    local entries = call('LRANGE', Q.w, low, low + 199)
    for i = 1, #entries do
      local id = sub(entries[i], 17)
      local record = call('HGET', Q.m, id)
      if got < most and isInList(record, sub(entries[i], 1, 16)) then
        found[#found + 1] = { id, record, false, false }
        got = got + 1
      end
    end
    if #entries < 200 then
      break
    end
    low = low + 200
  end
  local tasks = call('HKEYS', Q.z)
  for i = 1, #tasks do
    local prefix = named(tasks[i])
    local at = from == '' and '[' .. prefix or '(' .. prefix .. from .. '\255'
    local room = most
    while room > 0 do
      local members = call('ZRANGEBYLEX', Q.r, at, '(' .. prefix .. '\255', 'LIMIT', 0, 200)
      for j = 1, #members do
        local id = sub(members[j], #prefix + 17)
        if room > 0 and call('HEXISTS', Q.l, id) == 0 then
          local record = call('HGET', Q.m, id)
          if isRecord(record) then
            found[#found + 1] = { id, record, false, false }
            room = room - 1
          end
        end
      end
      if #members < 200 then
        break
      end
      at = '(' .. members[#members]
    end
  end
elseif section == 'd' then
  local offset = 0
  local min = from == '' and '-inf' or unbin('>I6', from, 5)
  while #found < most do
    local members = call('ZRANGEBYSCORE', Q.d, min, '+inf', 'LIMIT', offset, 200)
    for i = 1, #members do
      local id = #members[i] > 8 and sub(members[i], 9 + unbin('>I2', members[i], 7)) or ''
      local record = call('HGET', Q.m, id)
      if isRecord(record) and isBehind(sub(record, 1, 16)) and #found < most then
        found[#found + 1] = { id, record, false, false }
      end
    end
    if #members < 200 then
      break
    end
    offset = offset + 200
  end
else
  local leases = call('HGETALL', Q.l)
  for i = 1, #leases, 2 do
    local record = call('HGET', Q.m, leases[i])
    if isRecord(record) and isBehind(sub(record, 1, 16)) then
      found[#found + 1] = { leases[i], record, leases[i + 1], call('ZSCORE', Q.e, leases[i]) }
    end
  end
end
table.sort(found, function(a, b) return less(a[2], b[2]) end)
local listed = {}
for i = 1, math.min(most, #found) do
  for j = 1, 4 do
    listed[#listed + 1] = found[i][j]
  end
end
return { 0, listed }
