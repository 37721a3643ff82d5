-- Whoever comes to, changes in, or leaves a large swarm, and whoever announces again there when the node does not know where
-- it is: as long as that concerns nobody else but the last of an array, and no page is to be made, split or merged. It says
-- again what swarm.lua can, for a third of the time.
local header = belief > 0 and bit.band(flags, 8) == 0 and redis.pcall('HGET', swarm, 'h')
-- 1 the touch, 1 + c the hosts of class c, 8 and 9 the pages of the indexes of endpoints and tags, 10 partial seeds, 11 downloads.
local h = type(header) == 'string' and { read(LARGE_HEADER, header, 2) }
local since = h and window - (h[1] - h[1] % WINDOW) / WINDOW
if h and since >= 0 and now - h[1] < TTL + WINDOW then
  local format = string.format
  local stopped = bit.band(flags, 2) ~= 0
  local size, perPage = v6 and 26 or 14, v6 and PAGE6 or PAGE4
  local total = h[2] + h[3] + h[4] + h[5] + h[6] + h[7]
  -- What the index of endpoints has; not told of who is believed to be there.
  local entry = belief < 2 and sub(ask, 15 + #endpoint, 19 + #endpoint) .. sub(tag, 4, 5)
  -- What is to be written of the hash: fields and values; and where pages of the index of tags are among them.
  local values, pageAt = { 'h', false }, {}

  local function field(index, hashed)
    local pages, span = h[index + 1], 1
    while span < pages do
      span = span * 2
    end
    local number = hashed % span
    return struct.pack('>BH', index, number < pages and number or hashed % (span / 2))
  end

  -- Where the values have the page of the index of tags that a tag is on.
  local function tagsOf(record)
    local name = field(8, read('>H', record, 4))
    local at = pageAt[name]
    if not at then
      at = #values + 2
      values[at - 1], values[at] = name, call('HGET', swarm, name) or ''
      pageAt[name] = at
    end
    return at
  end

  -- Puts an entry, or nothing, in the place of another one on a page of an index; false where it is not there.
  local function replace(page, old, with)
    local pos = string.find(page, old, 1, true)
    while pos and (pos - 1) % #old ~= 0 do
      pos = string.find(page, old, pos + 1, true)
    end
    return pos and sub(page, 1, pos - 1) .. with .. sub(page, pos + #old)
  end

  local function pageOf(class, number)
    local at = number % perPage
    return swarm .. struct.pack('>BH', class, (number - at) / perPage), at * size
  end

  local short = sub(tag, 3, 5)
  local own = tagsOf(tag)
  local pos = string.find(values[own], short, 1, true)
  while pos and (pos - 1) % 6 ~= 0 do
    pos = string.find(values[own], short, pos + 1, true)
  end
  local place, class, number, key, at, finished = 0, nil, nil, nil, nil, 0
  local possible = false
  if pos then
    place = read('>I3', values[own], pos + 3)
    number = place % NUMBERS
    class = (place - number) / NUMBERS
    if class == first or class == (role == 1 and first - 1 or first + 1) then
      key, at = pageOf(class, number)
      local record = call('GETRANGE', key, format('%d', at), format('%d', at + size - 1))
      if #record == size and sub(record, 1, 5) == tag and sub(record, 7, size - 2) == endpoint then
        finished = string.byte(record, 6)
        -- Of one that expired meanwhile, swarm.lua tells.
        possible = bit.band(finished, 4) == bit.band(hostflags, 4) and (not stopped or total > LARGE_LEAST)
          and (now - read('>H', record, size - 1)) % 65536 < TTL
      end
    end
  else
    possible = entry and not stopped and flags < 128 and total < PEERS_CAP and h[1 + first] > 0
  end

  local endpoints, endpointsField
  if possible and (stopped or not pos) then
    endpointsField = field(7, read('>I3', entry))
    endpoints = call('HGET', swarm, endpointsField) or ''
    if stopped then
      endpoints = replace(endpoints, entry, '')
      possible = endpoints and (h[8] < 2 or total > SPARSE * h[8]) and (h[9] < 2 or total > SPARSE * h[9])
    else
      local prefix = sub(entry, 1, 3)
      local near = string.find(endpoints, prefix, 1, true)
      endpoints = endpoints .. entry
      possible = not near and total + h[6] + h[7] < FULL * h[8] and total < FULL * h[9]
    end
  end

  -- Where it leaves, the last one of the array comes.
  local moves = possible and pos and (stopped or class ~= first)
  local lastKey, lastAt, mover
  if moves then
    local last = h[1 + class] - 1
    lastKey, lastAt = pageOf(class, last)
    possible = lastAt > 0
    if possible then
      values[own] = sub(values[own], 1, pos - 1) .. sub(values[own], pos + 6)
    end
    if possible and last ~= number then
      mover = call('GETRANGE', lastKey, format('%d', lastAt), format('%d', lastAt + size - 1))
      possible = #mover == size
      if possible then
        local page, named = tagsOf(mover), sub(mover, 3, 5)
        values[page] =
          replace(values[page], named .. struct.pack('>I3', class * NUMBERS + last), named .. struct.pack('>I3', place))
        possible = values[page]
      end
    end
  end
  -- Where it goes.
  local into, intoKey, intoAt
  if possible and not stopped then
    into = class == first and number or h[1 + first]
    intoKey, intoAt = pageOf(first, into)
    possible = class == first or intoAt > 0 and call('STRLEN', intoKey) > intoAt
  end

  if possible then
    local change = stopped and -1 or pos and 0 or 1
    if not stopped then
      local before = bit.band(finished, 1)
      local now1 = before == 0 and bit.band(flags, 4) ~= 0 and 1 or before
      call('SETRANGE', intoKey, format('%d', intoAt), tag .. string.char(now1 + hostflags) .. endpoint .. seen)
      if now1 > before then
        h[11] = call('HINCRBY', shared, sub(swarm, -20), 1)
      end
      place = first * NUMBERS + into
      h[10] = h[10] + bit.band(bit.rshift(hostflags, 1), 1)
      if class ~= first then
        h[1 + first] = h[1 + first] + 1
        values[own] = values[own] .. short .. struct.pack('>I3', place)
      end
    end
    if pos then
      h[10] = h[10] - bit.band(bit.rshift(finished, 1), 1)
    end
    if moves then
      if mover then
        call('SETRANGE', key, format('%d', at), mover)
      end
      call('SETRANGE', lastKey, format('%d', lastAt), NOBODY)
      h[1 + class] = h[1 + class] - 1
    end
    if endpoints then
      values[#values + 1] = endpointsField
      values[#values + 1] = endpoints
    end
    local ipv4, ipv6 = h[2] + h[3], h[4] + h[5]
    local was4, was6 = ipv4 - (v6 and 0 or change), ipv6 - (v6 and change or 0)
    local both = h[6] + h[7]
    if since > 0 then
      moveTotals(shared, window - since, was4, was6, both, window, ipv4, ipv6, both)
      h[1] = now
    elseif change ~= 0 then
      addTotals(shared, window, 0, ipv4 - was4, ipv6 - was6, 0)
    end
    values[2] = string.char(LARGE) .. struct.pack(LARGE_HEADER, unpack(h))
    if class ~= first or stopped then
      call('HSET', swarm, unpack(values))
    elseif values[2] ~= header then
      call('HSET', swarm, 'h', values[2])
    end
    if since > 0 then
      call('PEXPIRE', swarm, KEY_MILLIS)
    end
    return told(stopped and 4 or not pos and hostflags < 4 and 1 or 0, 0, h[11], stopped and 0 or place, values[2])
  end
end
