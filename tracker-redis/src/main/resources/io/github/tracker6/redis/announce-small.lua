-- Whoever comes to, changes in, or leaves a small swarm, as long as that concerns nobody else: no other endpoint of the host,
-- nobody at the same address, nobody who expired. It says again what swarm.lua can, for a third of the time.
if small and bit.band(flags, 8) == 0 then
  local total = n1 + n2 + n3 + n4 + n5 + n6
  local ipv4, ipv6 = n1 + n2, n3 + n4
  local size = v6 and 26 or 14
  local start = v6 and 18 + 14 * ipv4 or 18
  local middle = start + size * (v6 and n3 or n1)
  local stop = start + size * (v6 and ipv6 or ipv4)
  local stopped, finished, known = bit.band(flags, 2) ~= 0, 0, nil
  local pos = string.find(small, tag, 18, true)
  if pos then
    finished = string.byte(small, pos + 5)
    known = pos >= start and pos < stop and (pos - start) % size == 0
      and bit.band(finished, 4) == bit.band(hostflags, 4)
      and sub(small, pos + 6, pos + size - 3) == endpoint
    finished = bit.band(finished, 1)
  else
    known = not stopped and bit.band(flags, 128) == 0 and total < SMALL_MOST and total < PEERS_CAP
      and not string.find(small, sub(endpoint, 1, v6 and 8 or 4), 18, true)
  end
  if known then
    local records
    local change = 0
    if stopped then
      records = sub(small, 18, pos - 1) .. sub(small, pos + size)
      change = -1
    else
      if finished == 0 and bit.band(flags, 4) ~= 0 then
        finished = 1
        count = call('HINCRBY', shared, sub(swarm, -20), 1)
      end
      local record = tag .. string.char(finished + hostflags) .. endpoint .. seen
      local into = role == 0 and middle or stop
      if not pos then
        records = sub(small, 18, into - 1) .. record .. sub(small, into)
        change = 1
      elseif pos < into then
        records = sub(small, 18, pos - 1) .. sub(small, pos + size, into - 1) .. record
          .. sub(small, into)
      else
        records = sub(small, 18, into - 1) .. record .. sub(small, into, pos - 1)
          .. sub(small, pos + size)
      end
    end
    local seeders = (stopped or role ~= 0) and 0 or 1
    local others = stopped and 0 or 1 - seeders
    if pos then
      seeders = seeders - (pos < middle and 1 or 0)
      others = others - (pos < middle and 0 or 1)
    end
    local is4, is6 = ipv4, ipv6
    if v6 then
      n3, n4, is6 = n3 + seeders, n4 + others, ipv6 + change
    else
      n1, n2, is4 = n1 + seeders, n2 + others, ipv4 + change
    end
    local gone = total + change == 0
    local state = ''
    if gone then
      call('DEL', swarm)
    else
      state = struct.pack(SMALL_HEADER, SMALL, window == before and touch or now, oldest, n1, n2, n3, n4, n5, n6, count)
        .. records
      call('SET', swarm, state, 'PX', KEY_MILLIS)
    end
    if window == before then
      if change ~= 0 then
        addTotals(shared, window, gone and -1 or 0, is4 - ipv4, is6 - ipv6, 0)
      end
    elseif gone then
      addTotals(shared, before, -1, -ipv4, -ipv6, -n5 - n6)
    else
      moveTotals(shared, before, ipv4, ipv6, n5 + n6, window, is4, is6, n5 + n6)
    end
    return told(stopped and 4 or not pos and hostflags < 4 and 1 or 0, 0, count, 0, state)
  end
elseif absent and bit.band(flags, 8 + 64 + 128) == 0 then
  -- Nobody is there.
  local infoHash = sub(swarm, -20)
  local finished = bit.band(flags, 6) == 4 and 1 or 0
  count = finished == 1 and call('HINCRBY', shared, infoHash, 1) or call('HGET', shared, infoHash) or 0
  if bit.band(flags, 2) ~= 0 then
    return told(4, 0, count, 0, '')
  end
  local state = struct.pack(SMALL_HEADER, SMALL, now, now % 65536, first == 1 and 1 or 0, first == 2 and 1 or 0,
    first == 3 and 1 or 0, first == 4 and 1 or 0, 0, 0, count) .. tag .. string.char(finished + hostflags) .. endpoint
    .. seen
  call('SET', swarm, state, 'PX', KEY_MILLIS)
  addTotals(shared, window, 1, v6 and 0 or 1, v6 and 1 or 0, 0)
  return told(hostflags < 4 and 1 or 0, 0, count, 0, state)
end
