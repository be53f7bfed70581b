-- purge.lua: removes some ready and delayed messages and forgets their ids.
--
-- KEYS, ARGV  see queue.lua; then most
-- Returns {time, how many, 1 if there may be more else 0}
local Q, most = GROUPS[1], tonumber(take())
local seen, ids, strays = {}, {}, {}
local function note(id)
  if not seen[id] then
    seen[id] = true
    ids[#ids + 1] = id
  end
end
local entries = call('LRANGE', Q.w, 0, most - 1)
for i = 1, #entries do
  note(sub(entries[i], 17))
end
local tasks = call('HKEYS', Q.z)
for i = 1, #tasks do
  local prefix = named(tasks[i])
  local from, room = '[' .. prefix, most - #ids
  while room > 0 do
    local members = call('ZRANGEBYLEX', Q.r, from, '(' .. prefix .. '\255', 'LIMIT', 0, room)
    local kept = 0
    for j = 1, #members do
      local id = sub(members[j], #prefix + 17)
      if call('HEXISTS', Q.l, id) == 0 then
        note(id)
        strays[id] = { Q.r, members[j] }
      else
        kept = kept + 1
      end
    end
    if kept == 0 or #members < room then
      break
    end
    from, room = '(' .. members[#members], kept
  end
end
if #ids < most then
  local delayed = call('ZRANGE', Q.d, 0, most - #ids - 1)
  for i = 1, #delayed do
    local id = #delayed[i] > 8 and sub(delayed[i], 9 + unbin('>I2', delayed[i], 7)) or delayed[i]
    note(id)
    strays[id] = strays[id] or { Q.d, delayed[i] }
  end
end
local records, leases = recordsOf(Q, ids), fetch(Q.l, ids, {})
local gone, purged = {}, 0
if #entries > 0 then
  call('LTRIM', Q.w, #entries, -1)
end
for i = 1, #ids do
  local id, record = ids[i], records[ids[i]]
  if not leases[id] then
    gone[#gone + 1] = id
  end
  if record and not leases[id] then
    unplace(Q, id, record, false)
    purged = purged + 1
  elseif strays[id] and not leases[id] then
    call('ZREM', strays[id][1], strays[id][2]) -- there is garbage in place of the message
  end
end
emit('HDEL', Q.m, gone)
forget(Q, gone)
flushPlaces(Q, true)
return { now, purged, #ids > 0 and 1 or 0 }
