-- A swarm and what can be done to it.
--
-- Hosts are in one of six classes: 1 and 2 hosts with IPv4 alone, 3 and 4 with IPv6 alone, 5 and 6 with both; the odd
-- ones seed. A record is tag (5 bytes), flags (1 finished, 2 partial seed, 4 not linkable), then for each family of the
-- class address, port and the tick when it was seen (2 bytes): 14, 26 or 34 bytes.
--
-- Small: a string: format, 1 (1), tick of the last touch (4), oldest tick (2), hosts of each class (1 each), downloads (4),
-- the records.
-- Large: a hash. Field h: format, 2 (1), tick of the last touch (4), pages (2) and hosts (4) of each class, the same of the
-- index, partial seeds (4), downloads (4). A field for each class and page: newest tick (4), oldest tick (2), the records; a host's page
-- follows from its tag by linear hashing. The index, class 7, leads from endpoints to the pages of their hosts: entries of
-- hashed prefix (3), folded interface identifier (1), folded port (1), and the tag's last bytes (2), on pages by prefix.
--
-- Ticks are 1/4096 of the time that an endpoint lives.
local TTL, SMALL, LARGE = 4096, 1, 2
local SMALL_MOST, LARGE_LEAST = 96, 48
-- A page costs 80 bytes beside its records, and each byte of it what it costs to read and write it.
local FULL, SPARSE = { 24, 24, 24, 24, 24, 24, 96 }, { 8, 8, 8, 8, 8, 8, 30 }
local SIZE = { 14, 14, 26, 26, 34, 34, 7 }
local INDEX = 7
local CHUNK = 2000

local large, existed, touch = false, false, now
local hosts = { 0, 0, 0, 0, 0, 0, 0 }
local pages = { 1, 1, 1, 1, 1, 1, 1 }
local segments = { '', '', '', '', '', '' }
-- By class and page; the oldest of a page may have gone, or be seen again since: that is known when it would expire.
local cached, dirty, oldest = {}, {}, {}
local indexEntries = {}
local trimmedAny = false
local oldestOfAll = now % 65536
local partial, expired = 0, 0
-- Copied from the counters, where they are kept when the swarm is gone.
local downloads
local accounted = { 0, 0, 0, 0, 0, 0 }
local page, insert

-- A node whose clock is ahead may have seen somebody in what is the future here: that is age 0.
local function ageOf(seen)
  local age = (now - seen) % 65536
  return age < 12 * TTL and age or 0
end

local function isExpired(seen)
  return ageOf(seen) >= TTL
end

local function older(a, b)
  return ageOf(a) > ageOf(b) and a or b
end

local function pageOf(class, hash)
  local count = pages[class]
  if count == 1 then
    return 0
  end
  local span = 1
  while span < count do
    span = span * 2
  end
  local number = hash % span
  return number < count and number or hash % (span / 2)
end

local function hashOf(class, record)
  if class == INDEX then
    return struct.unpack('>I3', record)
  end
  return struct.unpack('>I4', record, 2)
end

local function isPartial(record)
  return bit.band(string.byte(record, 6), 2) ~= 0
end

-- The parts of a record by family: address, port and time.
local function parts(class, record)
  if class < 3 then
    return string.sub(record, 7), nil
  elseif class < 5 then
    return nil, string.sub(record, 7)
  end
  return string.sub(record, 7, 14), string.sub(record, 15)
end

local function prefixHash(endpoint)
  return tonumber(string.sub(redis.sha1hex(SEED .. string.sub(endpoint, 1, #endpoint == 6 and 4 or 8)), 1, 6), 16)
end

local function indexEntry(part)
  local length = #part == 8 and 4 or 16
  local key = string.sub(part, 1, length + 2)
  local entry = indexEntries[key]
  if entry then
    return entry
  end
  local fold = 0
  if length == 16 then
    for _, byte in ipairs({ string.byte(part, 9, 16) }) do
      fold = bit.bxor(fold, byte)
    end
  end
  local high, low = string.byte(part, length + 1, length + 2)
  entry = struct.pack('>I3BB', prefixHash(key), fold, bit.bxor(high, low))
  indexEntries[key] = entry
  return entry
end

-- Where an aligned record holds some bytes, or nil.
local function find(text, bytes, size, offset)
  local pos = string.find(text, bytes, 1 + offset, true)
  while pos and (pos - 1 - offset) % size ~= 0 do
    pos = string.find(text, bytes, pos + 1, true)
  end
  return pos and pos - offset
end

local function put(class, number, records)
  if large then
    cached[class][number] = records
    dirty[class][number] = true
  else
    segments[class] = records
  end
end

local function isSparse(class)
  return pages[class] > 1 and hosts[class] < SPARSE[class] * pages[class]
end

-- Keeps the pages of a class between sparse and full, a step at a time.
local function reshape(class)
  local count = pages[class]
  if hosts[class] > FULL[class] * count and count < 65535 then
    local span = 1
    while span * 2 <= count do
      span = span * 2
    end
    local from = count - span
    local records, size = page(class, from), SIZE[class]
    if pages[class] ~= count then
      -- Expired hosts on that page moved, and pages with them.
      return
    end
    local stay, go = {}, {}
    for at = 1, #records, size do
      local record = string.sub(records, at, at + size - 1)
      if hashOf(class, record) % (span * 2) == from then
        stay[#stay + 1] = record
      else
        go[#go + 1] = record
      end
    end
    pages[class] = count + 1
    oldest[class][count] = oldest[class][from]
    put(class, from, table.concat(stay))
    put(class, count, table.concat(go))
  elseif isSparse(class) then
    local span = 1
    while span * 2 < count do
      span = span * 2
    end
    local into = count - 1 - span
    page(class, into)
    page(class, count - 1)
    if pages[class] ~= count then
      return
    end
    local merged = page(class, into) .. page(class, count - 1)
    oldest[class][into] = older(oldest[class][into], oldest[class][count - 1])
    put(class, count - 1, '')
    pages[class] = count - 1
    put(class, into, merged)
  end
end

local function removeFromIndex(part, tagOfHost)
  if not large then
    return
  end
  local entry = indexEntry(part) .. string.sub(tagOfHost, 4, 5)
  local number = pageOf(INDEX, hashOf(INDEX, entry))
  local entries = page(INDEX, number)
  local pos = find(entries, entry, 7, 0)
  if pos then
    hosts[INDEX] = hosts[INDEX] - 1
    put(INDEX, number, string.sub(entries, 1, pos - 1) .. string.sub(entries, pos + 7))
    reshape(INDEX)
  end
end

local function addToIndex(part, tagOfHost)
  if not large then
    return
  end
  local entry = indexEntry(part) .. string.sub(tagOfHost, 4, 5)
  local number = pageOf(INDEX, hashOf(INDEX, entry))
  put(INDEX, number, page(INDEX, number) .. entry)
  hosts[INDEX] = hosts[INDEX] + 1
  reshape(INDEX)
end

-- Puts a host in, into the class that follows from its parts.
function insert(tagOfHost, hostflags, seeds, part4, part6)
  local class = (part4 and (part6 and 5 or 1) or 3) + (seeds and 0 or 1)
  local record = tagOfHost .. string.char(hostflags) .. (part4 or '') .. (part6 or '')
  local number = pageOf(class, hashOf(class, record))
  put(class, number, page(class, number) .. record)
  hosts[class] = hosts[class] + 1
  if isPartial(record) then
    partial = partial + 1
  end
  if large then
    local eldest = oldest[class][number]
    if part4 then
      eldest = older(struct.unpack('>H', part4, 7), eldest)
    end
    if part6 then
      eldest = older(struct.unpack('>H', part6, 19), eldest)
    end
    oldest[class][number] = eldest
    reshape(class)
  end
end

-- Takes the record at a place out.
local function take(class, number, pos)
  local records, size = page(class, number), SIZE[class]
  local record = string.sub(records, pos, pos + size - 1)
  put(class, number, string.sub(records, 1, pos - 1) .. string.sub(records, pos + size))
  hosts[class] = hosts[class] - 1
  if isPartial(record) then
    partial = partial - 1
  end
  if large then
    reshape(class)
  end
  return record
end

-- Drops the expired endpoints of some records; hosts that lose one of two go to another class.
local function trimmed(class, records)
  local size = SIZE[class]
  local first, second = class < 3 and 12 or class < 5 and 24 or 12, class > 4 and 32 or nil
  local kept, moved = {}, nil
  local eldest, eldestAge = now % 65536, 0
  local from = 1
  trimmedAny = true
  for at = 1, #records, size do
    local seen = struct.unpack('>H', records, at + first)
    local age = (now - seen) % 65536
    if age >= 12 * TTL then
      age = 0
    end
    local gone = age >= TTL
    local other = false
    if second then
      local seenToo = struct.unpack('>H', records, at + second)
      local ageToo = ageOf(seenToo)
      other = ageToo >= TTL
      if ageToo > age then
        seen, age = seenToo, ageToo
      end
    end
    if gone or other then
      local record = string.sub(records, at, at + size - 1)
      local part4, part6 = parts(class, record)
      local gone4, gone6 = part4 and gone, part6 and (second and other or not second and gone)
      hosts[class] = hosts[class] - 1
      if isPartial(record) then
        partial = partial - 1
      end
      moved = moved or {}
      moved[#moved + 1] = { record, gone4 and part4, gone6 and part6, not gone4 and part4, not gone6 and part6 }
      kept[#kept + 1] = string.sub(records, from, at - 1)
      from = at + size
    elseif age > eldestAge then
      eldest, eldestAge = seen, age
    end
  end
  kept[#kept + 1] = string.sub(records, from)
  return table.concat(kept), moved or {}, eldest
end

-- Sees to what a trim left over, when the page itself is in order.
local function settle(class, moved)
  for _, move in ipairs(moved) do
    local tagOfHost, hostflags = string.sub(move[1], 1, 5), string.byte(move[1], 6)
    for i = 2, 3 do
      if move[i] then
        expired = expired + 1
        removeFromIndex(move[i], tagOfHost)
      end
    end
    if move[4] or move[5] then
      insert(tagOfHost, hostflags, class % 2 == 1, move[4] or nil, move[5] or nil)
    end
  end
end

-- The records of a page, without those that expired.
function page(class, number)
  if not large then
    return segments[class]
  end
  local records = cached[class][number]
  if records then
    return records
  end
  local stored = redis.call('HGET', KEYS[1], struct.pack('>BH', class, number)) or ''
  records = string.sub(stored, 7)
  cached[class][number] = records
  oldest[class][number] = now % 65536
  if class ~= INDEX and #records > 0 then
    local newest, eldest = struct.unpack('>I4H', stored)
    oldest[class][number] = eldest
    if now - newest >= 8 * TTL then
      -- Too old for two bytes: the page was forgotten.
      local size = SIZE[class]
      local moved = {}
      for at = 1, #records, size do
        local record = string.sub(records, at, at + size - 1)
        local part4, part6 = parts(class, record)
        moved[#moved + 1] = { record, part4, part6 }
        hosts[class] = hosts[class] - 1
        if isPartial(record) then
          partial = partial - 1
        end
      end
      oldest[class][number] = now % 65536
      put(class, number, '')
      settle(class, moved)
    elseif isExpired(eldest) then
      local kept, moved
      kept, moved, oldest[class][number] = trimmed(class, records)
      put(class, number, kept)
      settle(class, moved)
    end
    records = cached[class][number]
  end
  return records
end

local function total()
  return hosts[1] + hosts[2] + hosts[3] + hosts[4] + hosts[5] + hosts[6]
end

local function loadLarge(header)
  large, existed = true, true
  touch, pages[1], hosts[1], pages[2], hosts[2], pages[3], hosts[3], pages[4], hosts[4], pages[5], hosts[5], pages[6],
    hosts[6], pages[7], hosts[7], partial, downloads = struct.unpack('>I4HI4HI4HI4HI4HI4HI4HI4I4I4', header, 2)
  for class = 1, 7 do
    cached[class], dirty[class], oldest[class] = {}, {}, {}
  end
end

local function loadSmall(blob)
  existed = true
  hosts = { 0, 0, 0, 0, 0, 0, 0 }
  touch, oldestOfAll, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5], hosts[6], downloads =
    struct.unpack('>I4HBBBBBBI4', blob, 2)
  local at = 18
  for class = 1, 6 do
    local length = SIZE[class] * hosts[class]
    segments[class] = string.sub(blob, at, at + length - 1)
    at = at + length
  end
end

local function trimSmall()
  if not isExpired(oldestOfAll) then
    return
  end
  oldestOfAll = now % 65536
  for class = 6, 1, -1 do
    local kept, moved, eldest = trimmed(class, segments[class])
    segments[class] = kept
    settle(class, moved)
    oldestOfAll = older(eldest, oldestOfAll)
  end
end

-- Begins anew where nobody announced for as long as an endpoint lives.
local function forgetAll()
  for class = 1, 6 do
    expired = expired + hosts[class] * (class < 5 and 1 or 2)
    hosts[class], pages[class], segments[class] = 0, 1, ''
  end
  hosts[INDEX], pages[INDEX], partial = 0, 1, 0
  if large then
    redis.call('DEL', KEYS[1])
    large = false
  end
  oldestOfAll = now % 65536
end

local function load()
  local kind = redis.call('TYPE', KEYS[1]).ok
  if kind == 'string' then
    loadSmall(redis.call('GET', KEYS[1]))
  elseif kind == 'hash' then
    loadLarge(redis.call('HGET', KEYS[1], 'h'))
  end
  for class = 1, 6 do
    accounted[class] = hosts[class]
  end
  if existed and now - touch >= TTL + WINDOW then
    forgetAll()
  elseif existed and not large then
    trimSmall()
  end
end

-- Where a tag's host is: class, page, place. The classes of both families come first: a page drops what expired when it
-- is read, and who loses one of two endpoints goes to another class, which must not have been searched yet.
local function findTag(wanted, unlinkable)
  local hash = struct.unpack('>I4', wanted, 2)
  for class = 6, 1, -1 do
    if hosts[class] > 0 then
      local number = large and pageOf(class, hash) or 0
      local records = page(class, number)
      local pos = find(records, wanted, SIZE[class], 0)
      if pos and bit.band(string.byte(records, pos + 5), 4) == unlinkable then
        return class, number, pos
      end
    end
  end
end

-- Where an endpoint's host is in the pages of a tag's hash; in the order of findTag.
local function findEndpointAt(wanted, hash)
  local v4 = #wanted == 6
  for class = 6, v4 and 1 or 3, -1 do
    if hosts[class] > 0 and (class > 4 or v4 == (class < 3)) then
      local number = large and pageOf(class, hash) or 0
      local pos = find(page(class, number), wanted, SIZE[class], class > 4 and not v4 and 14 or 6)
      if pos then
        return class, number, pos
      end
    end
  end
end

local function findEndpoint(wanted)
  if not large then
    return findEndpointAt(wanted, 0)
  end
  local entry = indexEntry(wanted .. '\0\0')
  local entries = page(INDEX, pageOf(INDEX, hashOf(INDEX, entry)))
  local pos = find(entries, entry, 7, 0)
  local from = 1
  while pos do
    local hash = struct.unpack('>H', entries, from + pos - 1 + 5)
    local class, number, place = findEndpointAt(wanted, hash)
    if class then
      return class, number, place
    end
    from = from + pos - 1 + 7
    pos = find(string.sub(entries, from), entry, 7, 0)
  end
end

-- How many endpoints share the address, and how many the /64.
local function neighbours(wanted)
  local v4 = #wanted == 6
  local onAddress, onPrefix = 0, 0
  if large then
    local entry = indexEntry(wanted .. '\0\0')
    local entries = page(INDEX, pageOf(INDEX, hashOf(INDEX, entry)))
    local prefix, address = string.sub(entry, 1, 3), string.sub(entry, 1, 4)
    local pos = string.find(entries, prefix, 1, true)
    while pos do
      if (pos - 1) % 7 == 0 then
        onPrefix = onPrefix + 1
        if string.sub(entries, pos, pos + 3) == address then
          onAddress = onAddress + 1
        end
      end
      pos = string.find(entries, prefix, pos + 1, true)
    end
    return onAddress, onPrefix
  end
  local address = string.sub(wanted, 1, #wanted - 2)
  local prefix = v4 and address or string.sub(wanted, 1, 8)
  for class = v4 and 1 or 3, 6 do
    if class > 4 or v4 == (class < 3) then
      local size, records = SIZE[class], segments[class]
      local offset = class > 4 and not v4 and 14 or 6
      local pos = string.find(records, prefix, 1, true)
      while pos do
        if (pos - 1 - offset) % size == 0 then
          onPrefix = onPrefix + 1
          if string.sub(records, pos, pos + #address - 1) == address then
            onAddress = onAddress + 1
          end
        end
        pos = string.find(records, prefix, pos + 1, true)
      end
    end
  end
  return onAddress, onPrefix
end

local function grow()
  large = true
  for class = 1, 7 do
    cached[class], dirty[class] = { [0] = segments[class] or '' }, { [0] = true }
    oldest[class] = { [0] = oldestOfAll }
  end
  hosts[INDEX], partial = 0, 0
  for class = 1, 6 do
    local records, size = segments[class], SIZE[class]
    for at = 1, #records, size do
      local record = string.sub(records, at, at + size - 1)
      if isPartial(record) then
        partial = partial + 1
      end
      local part4, part6 = parts(class, record)
      if part4 then
        addToIndex(part4, record)
      end
      if part6 then
        addToIndex(part6, record)
      end
    end
    while hosts[class] > FULL[class] * pages[class] do
      reshape(class)
    end
  end
  redis.call('DEL', KEYS[1])
end

local function shrink()
  local eldest = now % 65536
  -- In the order of findTag.
  for class = 6, 1, -1 do
    local all = {}
    local number = 0
    while number < pages[class] do
      all[#all + 1] = page(class, number)
      number = number + 1
    end
    segments[class] = table.concat(all)
  end
  large = false
  redis.call('DEL', KEYS[1])
  for class = 1, 6 do
    hosts[class] = #segments[class] / SIZE[class]
    for _, each in pairs(oldest[class]) do
      eldest = older(each, eldest)
    end
  end
  oldestOfAll = eldest
end

-- The downloads of the swarm.
local function counted()
  downloads = downloads or tonumber(redis.call('HGET', KEYS[2], string.sub(KEYS[1], -20)) or 0)
  return downloads
end

local function smallBlob()
  return struct.pack('>BI4HBBBBBBI4', SMALL, touch, oldestOfAll, hosts[1], hosts[2], hosts[3], hosts[4], hosts[5],
    hosts[6], counted()) .. table.concat(segments)
end

local function largeHeader()
  return struct.pack('>BI4HI4HI4HI4HI4HI4HI4HI4I4I4', LARGE, touch, pages[1], hosts[1], pages[2], hosts[2], pages[3], hosts[3],
    pages[4], hosts[4], pages[5], hosts[5], pages[6], hosts[6], pages[7], hosts[7], partial, counted())
end

local function account(before)
  local window = math.floor(touch / WINDOW)
  local ipv4, ipv6, both = hosts[1] + hosts[2], hosts[3] + hosts[4], hosts[5] + hosts[6]
  local was4, was6, wasBoth = accounted[1] + accounted[2], accounted[3] + accounted[4], accounted[5] + accounted[6]
  local swarms, wereSwarms = total() > 0 and 1 or 0, was4 + was6 + wasBoth > 0 and 1 or 0
  if before == window then
    if ipv4 ~= was4 or ipv6 ~= was6 or both ~= wasBoth then
      addTotals(window, swarms - wereSwarms, ipv4 - was4, ipv6 - was6, both - wasBoth)
    end
  elseif wereSwarms > 0 and swarms > 0 then
    moveTotals(before, was4, was6, wasBoth, window, ipv4, ipv6, both)
  elseif wereSwarms > 0 then
    addTotals(before, -1, -was4, -was6, -wasBoth)
  elseif swarms > 0 then
    addTotals(window, 1, ipv4, ipv6, both)
  end
end

-- Lua hands over a few thousand arguments at most.
local function inChunks(command, arguments)
  for at = 1, #arguments, CHUNK do
    redis.call(command, KEYS[1], unpack(arguments, at, math.min(at + CHUNK - 1, #arguments)))
  end
end

-- Writes the swarm back; returns it as the caller is told of it.
local function save()
  local before = math.floor(touch / WINDOW)
  local seenAnew = not sweeping and (not existed or math.floor(now / WINDOW) ~= before)
  local grown = false
  if seenAnew then
    touch = now
  end
  if not large and total() > SMALL_MOST then
    grow()
    grown = true
  elseif large and total() < LARGE_LEAST then
    shrink()
  end
  local result = ''
  if total() == 0 then
    redis.call('DEL', KEYS[1])
  elseif large then
    result = largeHeader()
    local values, gone = { 'h', result }, {}
    for class = 1, 7 do
      for number in pairs(dirty[class]) do
        local field = struct.pack('>BH', class, number)
        local records = cached[class][number]
        if #records > 0 then
          values[#values + 1] = field
          values[#values + 1] = struct.pack('>I4H', now, oldest[class][number]) .. records
        else
          gone[#gone + 1] = field
        end
      end
    end
    inChunks('HSET', values)
    inChunks('HDEL', gone)
    if seenAnew or grown then
      redis.call('PEXPIRE', KEYS[1], KEY_MILLIS)
    end
  else
    result = smallBlob()
    if sweeping then
      redis.call('SET', KEYS[1], result, 'KEEPTTL')
    end
    if not sweeping or redis.call('PTTL', KEYS[1]) < 0 then
      redis.call('SET', KEYS[1], result, 'PX', KEY_MILLIS)
    end
  end
  account(before)
  return result
end

