/* How OAuthHub refreshes a token, as a model that Spin searches exhaustively: two workers, one refresh, every interleaving.
   expected.tsv says what must come out, ./check runs it, ../refresh.md explains it.

   LEASE    0 none | 1 one that may expire at any time (pause, garbage collection, partition, clock)
            2 one that may expire at any time except while its holder can still send | 3 one that outlives a living holder
   WRITE    0 blind | 1 compare-and-swap on the version that was read with the token | 2 fencing (the highest lease number wins)
   PROV     what the platform does with a spent refresh token:
            0 single use, invalid_grant | 1 single use, and reuse revokes the grant
            2 leeway for the immediate predecessor, a new sibling each time; anything older revokes
            3 leeway for a window: every exchange of the last parent is fine and all its children are valid
            4 idempotent leeway: the same successor again | 5 does not rotate
   JOURNAL  1 the platform's answer is on a durable disk, readable by the next holder, before anything depends on it
   CP       where a worker may crash: bit 1 before it sends, 2 between the answer and the journal, 4 after the journal
   MAXCRASH, MAXLOST, MAXVW   how many crashes, lost answers (retried once, blindly), failed writes of the vault

   After invalid_grant a worker reads the store again before it gives up. */
#define W 2
byte pcur=1, ppar=0; bool dead=false;
byte vRT=1, vVer=1, vEp=0; byte owner=0; byte crashes=0, lost=0, vwf=0, fin=0;
bool gone[W+1], cansend[W+1]; byte jRT=0, jVer=0; 
#ifndef JOURNAL
#define JOURNAL 0
#endif
#ifndef CP
#define CP 7
#endif

inline provider(rt,res){ atomic {
  if :: dead -> res=0
  :: !dead && PROV==5 -> res=1
  :: !dead && PROV!=5 && rt==pcur -> ppar=pcur; pcur++; res=pcur
  :: !dead && PROV!=5 && rt!=pcur ->
     if :: (PROV==0) -> res=0
     :: (PROV==1) -> dead=true; res=0
     :: (PROV==2 && rt+1==pcur) -> ppar=pcur; pcur++; res=pcur
     :: (PROV==2 && rt+1!=pcur) -> dead=true; res=0
     :: (PROV==3 && rt==ppar) -> pcur++; res=pcur
     :: (PROV==3 && rt!=ppar && rt>ppar) -> ppar=rt; pcur++; res=pcur
     :: (PROV==3 && rt<ppar) -> dead=true; res=0
     :: (PROV==4 && rt==ppar) -> res=pcur
     :: (PROV==4 && rt!=ppar) -> dead=true; res=0
     fi
  fi } }
inline maycrash(cp){ if :: (crashes<MAXCRASH && ((CP & cp) != 0)) -> crashes++; gone[id]=true; cansend[id]=false; goto again :: true -> skip fi }

proctype Worker(byte id){ byte rt,nrt,ver,ep; bool unk,tried;
again: tried=false;
  if :: (vVer>1||dead) -> goto out :: else -> skip fi;
#if LEASE>0
  atomic{ (owner==0) -> owner=id; gone[id]=false; cansend[id]=true; if :: (WRITE==2) -> vEp++; ep=vEp :: else -> skip fi };
  if :: (vVer>1) -> goto release :: else -> skip fi;
#endif
#if JOURNAL
  atomic{ if :: (jRT!=0 && jVer==vVer) -> vRT=jRT; vVer++ :: else -> skip fi };   /* replay journal before any call */
  if :: (vVer>1) -> goto release :: else -> skip fi;
#endif
  atomic{ rt=vRT; ver=vVer };
  maycrash(1); unk=false;
call: provider(rt,nrt);
  if :: (nrt==0) -> if :: (vVer>1) -> goto release :: else -> tried=true; goto release fi :: else -> skip fi;
  if :: (lost<MAXLOST && !unk) -> lost++; unk=true; goto call :: true -> skip fi;
  cansend[id]=false;
  maycrash(2);
#if JOURNAL
  atomic{ jRT=nrt; jVer=ver };
#endif
  maycrash(4);
persist:
  if :: (vwf<MAXVW) -> vwf++; goto persist :: true -> skip fi;
  atomic{ if :: (WRITE==0) -> vRT=nrt; vVer++
          :: (WRITE==1 && ver==vVer) -> vRT=nrt; vVer++ :: (WRITE==1 && ver!=vVer) -> skip
          :: (WRITE==2 && ep==vEp) -> vRT=nrt; vVer++ :: (WRITE==2 && ep!=vEp) -> skip fi };
  maycrash(4);
release: cansend[id]=false;
#if LEASE>0
  atomic{ if :: (owner==id) -> owner=0 :: else -> skip fi };
#endif
  if :: tried -> goto out :: else -> goto again fi;
out: fin++ }

active proctype Clock(){ do
  :: (fin==W) -> break
#if LEASE==1
  :: (owner!=0) -> owner=0
#elif LEASE==2
  :: atomic{ (owner!=0 && !cansend[owner]) -> owner=0 }
#elif LEASE==3
  :: atomic{ (owner!=0 && gone[owner]) -> gone[owner]=false; owner=0 }
#endif
  od }
/* lost = the store does not end with a refresh token the provider will accept */
active proctype Check(){ (fin==W);
  assert( !dead );
  assert( PROV==5 || (PROV==3 && vRT>ppar) || (PROV!=3 && vRT==pcur) ) }
init { atomic{ run Worker(1); run Worker(2) } }
