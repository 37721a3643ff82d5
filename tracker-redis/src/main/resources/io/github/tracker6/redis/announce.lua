-- What the faster ways left: whoever is new, changes, or leaves.
local ipv6 = v6
local stopped, completed = bit.band(flags, 2) ~= 0, bit.band(flags, 4) ~= 0
local unlinkable = bit.band(hostflags, 4)

-- Of what a host has of each family, that of the announce, and the other one.
local function ownAndOther(part4, part6)
  if ipv6 then
    return part6, part4
  end
  return part4, part6
end

-- Takes an endpoint out of the swarm, wherever it is; returns its host's flags, or nil where it had expired.
local function takeEndpoint()
  local class, at = findEndpoint(endpoint)
  if not class then
    return nil
  end
  local record, part4, part6 = take(class, at)
  local own, other = ownAndOther(part4, part6)
  if other then
    insert(string.sub(record, 1, 5), string.byte(record, 6), class % 2 == 1, ipv6 and other or nil,
      not ipv6 and other or nil)
  end
  if not own then
    return nil
  end
  removeFromIndex(own, record)
  return string.byte(record, 6)
end

-- Whether the endpoint is there, with its host's tag or another.
local function isKnown()
  local class, at = findTag(tag, unlinkable)
  if class then
    local own = ownAndOther(parts(class, recordOf(class, at)))
    if own and string.sub(own, 1, #endpoint) == endpoint then
      return true
    end
  end
  return findEndpoint(endpoint) ~= nil
end

load()
return recovering(function()
  if stopped or bit.band(flags, 8) ~= 0 and not isKnown() then
    if stopped then
      takeEndpoint()
    end
    return told(4, expired, counted(), 0, existed and save() or '')
  end

  local class, at = findTag(tag, unlinkable)
  local host, own, other
  if class then
    local part4, part6
    host, part4, part6 = take(class, at)
    own, other = ownAndOther(part4, part6)
    host = (own or other) and host
  end
  local sameEndpoint = own and string.sub(own, 1, #endpoint) == endpoint
  local former = not sameEndpoint and takeEndpoint()
  local known = sameEndpoint or former
  if own and not sameEndpoint then
    removeFromIndex(own, tag)
  end
  if not known then
    if bit.band(flags, 16) ~= 0 then
      local onAddress, onPrefix = neighbours(endpoint)
      if onAddress >= (ipv6 and IPV6_CAP or IPV4_CAP) or ipv6 and onPrefix >= PREFIX_CAP then
        return refused(17)
      end
    end
    if total() == 0 and not host and bit.band(flags, 64) ~= 0 then
      return refused(18)
    elseif not host and total() >= PEERS_CAP then
      return refused(19)
    elseif not host and bit.band(flags, 128) ~= 0 then
      return refused(20)
    end
  end

  local finished = bit.band(bit.bor(host and string.byte(host, 6) or 0, former or 0), 1)
  if completed and finished == 0 then
    finished = 1
    crediting = true
  end
  local part = endpoint .. seen
  if not sameEndpoint then
    addToIndex(part, tag)
  end
  local part4, part6 = part, other
  if ipv6 then
    part4, part6 = other, part
  end
  insert(tag, finished + hostflags, role == 0, part4, part6)
  local newcomer = not known and not own and unlinkable == 0
  local state = save()
  return told((newcomer and 1 or 0) + (other and 2 or 0), expired, counted(), lastPlace, state)
end)
end
